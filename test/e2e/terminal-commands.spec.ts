import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';
import { LESSON, run, startLab, terminal, terminalReady, terminalText, type } from './terminal.ts';

const marks = (page: Page) => terminal(page).locator('.xterm-decoration[data-command]:visible');
const said = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text });

async function pick(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('menuitem', { name }).click();
}

test('the shell’s commands: marked, jumped to, copied, run again, also after a reload', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await startLab(page);
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

  await test.step('each has its sign, with exit code and duration', async () => {
    await run(page, 'printf "one\\ntwo\\n"');
    await run(page, 'ls /nope');
    await expect(marks(page)).toHaveCount(2);
    await expect(marks(page).nth(0)).toHaveAttribute('title', /^成功 · 用时 .*\nprintf/);
    await expect(marks(page).nth(1)).toHaveAttribute('data-command', 'failed');
    await expect(marks(page).nth(1)).toHaveAttribute('title', /^退出码 2 · 用时 .*\nls \/nope$/);
  });

  await test.step('what the last one printed, and the one before', async () => {
    await pick(page, '复制上一条命令的输出');
    await expect(said(page, '已复制 ls /nope 的输出')).toBeVisible();
    expect(await clipboard()).toBe("ls: cannot access '/nope': No such file or directory");
    await marks(page).nth(0).click();
    await page.getByRole('menuitem', { name: '复制输出' }).click();
    await expect.poll(clipboard).toBe('one\ntwo');
  });

  await test.step('over a change of the width', async () => {
    await run(page, `echo ${'long-'.repeat(30)}`);
    await page.setViewportSize({ width: 1100, height: 800 });
    await expect.poll(() => marks(page).count()).toBe(3);
    await pick(page, '复制上一条命令的输出');
    await expect.poll(clipboard).toBe('long-'.repeat(30));
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('run again', async () => {
    await run(page, 'echo count >> /root/counted; wc -l < /root/counted');
    await pick(page, '再运行上一条命令');
    await expect.poll(() => terminalText(page)).toMatch(/^1\n.*\n2$/m);
  });

  await test.step('there again after a reload, and it goes on from there', async () => {
    await page.reload();
    await terminalReady(page);
    await expect(marks(page)).toHaveCount(5);
    await expect(marks(page).nth(1)).toHaveAttribute('title', /^退出码 2/);
    await pick(page, '复制上一条命令的输出');
    await expect.poll(clipboard).toBe('2');
    await run(page, 'true');
    await expect(marks(page)).toHaveCount(6);
  });

  await test.step('from one to the next, by key', async () => {
    await run(page, 'seq 200');
    await terminal(page).click();
    await page.keyboard.press('Control+ArrowUp');
    await expect(said(page, 'seq 200')).toBeVisible();
    for (let presses = 0; presses < 6; presses++) await page.keyboard.press('Control+ArrowUp');
    await expect(said(page, /printf .*成功/)).toBeVisible();
    await expect(marks(page).nth(0)).toHaveAttribute('title', /printf/);
    await page.keyboard.press('Control+ArrowDown');
    await expect(said(page, 'ls /nope')).toBeVisible();
  });

  await test.step('a full-screen program has no marks and keeps its keys', async () => {
    await type(page, 'seq 500 | less\n');
    await expect.poll(() => terminalText(page)).toMatch(/^1\n2\n3/);
    await expect(marks(page)).toHaveCount(0);
    await page.keyboard.type('q');
    await expect.poll(() => terminalText(page)).toContain('root@matou');
  });
});

const SCRIPT = `# 先看看自己是谁
whoami
cat > /root/note <<'END'
第一行
  $HOME 不展开
END
for i in 1 2; do
  echo "loop-$i"
done
`;

/** The lesson as it is built, but with other code blocks: what a lesson of a later chapter may hold. */
async function withBlocks(page: Page): Promise<void> {
  await page.route('**/assets/js/*.js', async (route) => {
    const response = await route.fetch();
    const block =
      /(\(0,\w+\.jsx\))\((\w+)\.code,\{className:"language-bash",children:"docker version\\n"\}\)/;
    const body = (await response.text()).replace(block, (_, jsx: string, c: string) => {
      const code = (text: string, meta = '') =>
        `${jsx}(${c}.code,{className:"language-bash",metastring:${JSON.stringify(meta)},children:${JSON.stringify(text)}})`;
      const all = [
        code(SCRIPT),
        code('echo named-$((40+2))\n', 'title="终端 2"'),
        code('false\necho never\n'),
        code('echo inside-$((6*7))\nexit\n', 'title="容器里"'),
      ];
      return `[${all.map((each) => `${jsx}("div",{"data-testid":"block",children:${each}})`).join(',')}]`;
    });
    await route.fulfill({ response, body });
  });
  // Not by its address: the page would then be hydrated from the HTML of the real lesson.
  await page.goto('/docs/intro');
  await page.getByRole('link', { name: '第一个容器' }).first().click();
  await expect(page).toHaveURL(new RegExp(LESSON));
}

test('▶ types what stands there, waits, and says how it went', async ({ page }) => {
  await withBlocks(page);
  await page.getByTestId('start-lab').click();
  await terminalReady(page);
  const block = (n: number) => page.getByTestId('block').nth(n);
  const button = (n: number) => block(n).getByTestId('run-code');

  await test.step('comment, here-document and loop, each when the prompt is back', async () => {
    await expect(button(0)).toHaveAttribute('title', /cat > \/root\/note <<'END'/);
    await button(0).dblclick();
    await expect(block(0)).toContainText('✔ 运行完了');
    const text = await terminalText(page);
    expect(text.match(/^root$/gm)).toHaveLength(1);
    expect(text).toMatch(/^loop-1\nloop-2$/m);
    await run(page, 'cat /root/note');
    await expect.poll(() => terminalText(page)).toMatch(/^第一行\n {2}\$HOME 不展开$/m);
  });

  await test.step('stops at a failure and says which', async () => {
    await button(2).click();
    await expect(block(2)).toContainText('✘ 第 1 条的退出码是 1，后面的没有运行');
    expect(await terminalText(page)).not.toContain('never');
  });

  await test.step('into the terminal that the block names', async () => {
    await expect(button(1)).toHaveText(/在终端 2 里运行/);
    await button(1).click();
    await expect(block(1)).toContainText('✔ 运行完了');
    await expect.poll(() => terminalText(page, 2)).toMatch(/^named-42$/m);
    await page.getByRole('tab', { name: '终端 1' }).click();
  });

  await test.step('never into vim', async () => {
    await type(page, 'vi /root/file\n');
    await expect.poll(() => terminalText(page)).toMatch(/^~/m);
    await button(2).click();
    await expect(block(2)).toContainText('先退出它');
    await expect(block(2).getByRole('button', { name: '照样输入' })).toHaveCount(0);
    expect(await terminalText(page)).not.toContain('false');
    await type(page, ':q!\n');
    await expect.poll(() => terminalText(page)).toContain('root@matou');
  });

  await test.step('what is meant for a container: not to the machine', async () => {
    await expect(button(3)).toHaveText(/在容器里运行/);
    await button(3).click();
    await expect(block(3)).toContainText('还没有进到容器里');
    expect(await terminalText(page)).not.toContain('inside-');
  });

  await test.step('not into a running program, unless the learner wants it', async () => {
    await type(page, 'PS1="inner> " bash --norc\n');
    await expect.poll(() => terminalText(page)).toMatch(/^inner>/m);
    await button(2).click();
    await expect(block(2)).toContainText('什么也没有输入');
    expect(await terminalText(page)).not.toContain('inner> false');
    await block(2).getByRole('button', { name: '照样输入' }).click();
    await expect.poll(() => terminalText(page)).toMatch(/^never$/m);
  });

  await test.step('what is meant for a container: into it, and out again', async () => {
    await button(3).click();
    await expect(block(3)).toContainText('已经输入');
    await expect.poll(() => terminalText(page)).toMatch(/^inside-42$/m);
    await run(page, 'echo back-$((40+2))');
    await expect.poll(() => terminalText(page)).toMatch(/^back-42$/m);
  });
});
