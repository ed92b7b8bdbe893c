import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test.ts';
import { terminalReady, terminalText, type } from './terminal.ts';

const LAB = 'ch4/hello-world';
const LESSON = '/docs/ch4-images/first-container';
const ASK_ID = /容器的 ID 是什么/;
const RIGHT_CHOICE = '创建一个新的容器并启动它';

const stepOf = (page: Page, id: string): Locator => page.getByTestId(`step-${id}`);
const goalOf = (page: Page, title: string): Locator =>
  page.getByRole('navigation', { name: '这一课的实验步骤' }).getByRole('listitem').filter({ hasText: title });

async function start(page: Page): Promise<void> {
  await page.goto(LESSON);
  await page.getByTestId('start-lab').click();
  await terminalReady(page);
}

let asked = 0;

/** Runs a command of which one line comes out, and gives that line. */
async function output(page: Page, command: string): Promise<string> {
  // Numbered: the answer to the command before is still on the screen until this one is at work.
  const mark = `#${(asked += 1)}`;
  await type(page, `clear; echo "${mark}<$(${command})>"\n`);
  const answer = new RegExp(`^${mark}<(.+)>$`, 'm');
  let line = '';
  await expect.poll(async () => (line = answer.exec(await terminalText(page))?.[1] ?? '')).not.toBe('');
  return line;
}

/** What the server pushes to the page, as text: also what is on screen for a moment only. */
function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on('websocket', (socket) => {
    if (!socket.url().endsWith('/api/live')) return;
    socket.on('framereceived', ({ payload }) => heard.push(String(payload)));
  });
  return heard;
}

async function expectNoViolations(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const found = grave.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect(found, what).toEqual([]);
}

test('a wrong answer is explained at its question, the right one turns the step green, drafts stay', async ({
  page,
}) => {
  await start(page);
  await type(page, 'docker run hello-world\n');
  await expect(stepOf(page, 'run-hello')).toHaveAttribute('data-state', 'passed');
  await expect(stepOf(page, 'run-hello').getByRole('link', { name: '列出所有容器' })).toBeVisible();

  const step = stepOf(page, 'which-container');
  const id = step.getByRole('textbox', { name: ASK_ID });
  const choices = step.getByRole('radiogroup', { name: /再运行一次/ });
  const check = page.getByTestId('check-which-container');

  await test.step('nothing written: said of that question, where the keyboard then is', async () => {
    await check.click();
    await expect(step).toHaveAttribute('data-state', 'failed');
    await expect(step).toContainText('第 1 问：');
    await expect(step).toContainText('还没有填写');
    await expect(id).toBeFocused();
    await expect(id).toHaveAttribute('aria-invalid', 'true');
    await expect(id).toHaveAccessibleDescription(/还没有填写/);
    await expect(choices).toHaveAttribute('aria-invalid', 'false');
  });

  const image = await output(page, 'docker images -q hello-world');
  const container = await output(page, 'docker ps -lq');

  await test.step("an image's ID is recognised as one", async () => {
    await id.fill(image);
    await id.press('Enter');
    await expect(step).toContainText('这是镜像的 ID，不是容器的');
    await expect(step).toContainText(`你填的是 ${image}`);
  });
  await test.step('right, in capitals and with a space: the next question is the one that is left', async () => {
    await id.fill(` ${container.toUpperCase()} `);
    await id.press('Enter');
    await expect(step).toContainText('第 2 问：');
    await expect(id).toHaveAttribute('aria-invalid', 'false');
    await expect(choices).toHaveAttribute('aria-invalid', 'true');
    await expect(choices.getByRole('radio').first()).toBeFocused();
  });
  await test.step('drafts survive a reload, and count only when they are checked', async () => {
    await page.keyboard.press('ArrowDown');
    await expect(choices.getByRole('radio', { name: RIGHT_CHOICE })).toBeChecked();
    await page.reload();
    await terminalReady(page);
    await expect(id).toHaveValue(` ${container.toUpperCase()} `);
    await expect(choices.getByRole('radio', { name: RIGHT_CHOICE })).toBeChecked();
    await expect(step).toHaveAttribute('data-state', 'idle');
  });
  await test.step('checked: green, and what is next', async () => {
    await check.click();
    await expect(step).toHaveAttribute('data-state', 'passed');
    await expect(step).toContainText('做成了。');
    await expect(step.getByRole('link', { name: '列出所有容器' })).toHaveAttribute(
      'href',
      '#step-list-exited',
    );
    await type(page, 'docker ps -a\n');
    await expect(step).toContainText('这一课的实验全部完成了。');
  });
});

test('where the machine is right and only an answer is missing, the step says so by itself', async ({
  page,
}) => {
  await page.goto('/docs/ch3-install/api');
  await page.getByTestId('start-lab').click();
  await terminalReady(page);
  const step = stepOf(page, 'ping');
  const LEFT = '还差上面这一问';
  await type(page, 'ls\n');
  await expect(page.getByTestId('check-ping')).toBeVisible();
  await expect(step).not.toContainText(LEFT);
  await type(page, 'curl --unix-socket /var/run/docker.sock http://localhost/_ping\n');
  await expect(step).toContainText(LEFT);
  await expect(step).toContainText('还差回答');
  await expect(step).toHaveAttribute('data-state', 'idle');
  await page.screenshot({ path: 'test-results/shots/step-only-left.png' });
  await step.getByRole('textbox').fill(await output(page, "docker version -f '{{.Server.APIVersion}}'"));
  await page.getByTestId('check-ping').click();
  await expect(step).toHaveAttribute('data-state', 'passed');
  await expect(step).not.toContainText(LEFT);
});

test('what could not be found out is not wrong, and the checked answers go on counting by themselves', async ({
  page,
}) => {
  await start(page);
  await type(page, 'docker run hello-world\n');
  await expect(stepOf(page, 'run-hello')).toHaveAttribute('data-state', 'passed');
  const container = await output(page, 'docker ps -lq');
  await type(page, 'systemctl stop docker.socket docker; echo down-$((6*7))\n');
  await expect.poll(() => terminalText(page)).toContain('down-42');

  const step = stepOf(page, 'which-container');
  const id = step.getByRole('textbox', { name: ASK_ID });
  await id.fill(container);
  await step.getByRole('radio', { name: RIGHT_CHOICE }).check();
  await page.getByTestId('check-which-container').click();
  await expect(step).toHaveAttribute('data-state', 'inconclusive');
  await expect(step).toContainText('没能查到');
  await expect(step).toContainText('不算做错');
  await expect(id).toHaveAttribute('aria-invalid', 'false');

  await type(page, 'systemctl start docker\n');
  await expect(step).toHaveAttribute('data-state', 'passed', { timeout: 30_000 });
});

test('hints, then the solution, which is noted and can be run', async ({ page }) => {
  await start(page);
  const step = stepOf(page, 'which-container');
  const more = step.getByRole('button', { name: /提示|再给一条/ });
  const solution = page.getByTestId('solution-which-container');
  for (let shown = 0; shown < 3; shown++) {
    await expect(solution).toHaveCount(0);
    await more.click();
  }
  await expect(solution).toBeVisible();

  await test.step('after a reload the hints are still there', async () => {
    await page.reload();
    await expect(step.getByRole('listitem')).toHaveCount(3);
    await terminalReady(page);
  });
  await test.step('it asks once, and only agreeing counts', async () => {
    await solution.click();
    await expect(page.getByRole('dialog')).toContainText('看过答案');
    await page.keyboard.press('Escape');
    await expect(solution).toBeFocused();
    await expect(solution).toHaveAttribute('aria-expanded', 'false');
    await expect(step.getByText('看过答案')).toHaveCount(0);
    await solution.click();
    await page.getByTestId('confirm').click();
    await expect(step.getByText('看过答案')).toBeVisible();
    await expect(solution).toHaveAttribute('aria-expanded', 'true');
  });
  await test.step('commands, answers and why, with the buttons of every code block', async () => {
    const blocks = step.locator('.theme-code-block');
    await expect(blocks).toHaveText([/docker ps -a/, /docker ps -aq \| head -n 1/]);
    await expect(step).toContainText(RIGHT_CHOICE);
    await expect(step).toContainText('每运行一次，就多一个容器');
    await blocks.first().hover();
    await expect(blocks.first().getByRole('button', { name: '复制代码到剪贴板' })).toBeVisible();
    await blocks.first().getByTestId('run-code').click();
    await expect.poll(() => terminalText(page)).toContain('CONTAINER ID');
  });
  await test.step('noted for good: the next time it does not ask', async () => {
    await page.reload();
    await expect(step.getByText('看过答案')).toBeVisible();
    await solution.click();
    await expect(step.getByText('参考解法', { exact: true })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

test('a step left out makes the next one current, and can be passed all the same', async ({ page }) => {
  await start(page);
  const first = stepOf(page, 'run-hello');
  const second = stepOf(page, 'list-exited');
  await expect(first).toHaveAttribute('data-current', 'true');
  await page.getByTestId('check-run-hello').click();
  await expect(first).toHaveAttribute('data-state', 'failed');
  await page.getByTestId('skip-run-hello').click();
  await expect(first).toHaveAttribute('data-state', 'skipped');
  await expect(first).toContainText('已跳过');
  await expect(page.getByTestId('skip-run-hello')).toHaveCount(0);
  await expect(second).toHaveAttribute('data-current', 'true');
  await expect(second).toBeFocused();
  await expect(second).toBeInViewport();
  await expect(goalOf(page, '运行 hello-world')).toHaveAttribute('data-state', 'skipped');
  await expect(goalOf(page, '运行 hello-world')).toContainText('已跳过');
  await expect(goalOf(page, '列出所有容器').getByRole('link')).toHaveAttribute('aria-current', 'step');

  await page.reload();
  await expect(first).toHaveAttribute('data-state', 'skipped');
  await terminalReady(page);
  await type(page, 'docker run hello-world\n');
  await expect(first).toHaveAttribute('data-state', 'passed');
});

test('from this step on: a fresh machine, the steps before done and marked, this one still to be passed', async ({
  page,
}) => {
  test.slow();
  const heard = listen(page);
  const brought = (title: string): number =>
    heard.filter((text) => text.includes(`用参考解法做前面的步骤：${title}`)).length;
  await page.goto(LESSON);
  await expect(page.getByTestId('start-lab')).toBeEnabled();
  await expect(page.getByTestId('from-run-hello')).toHaveCount(0);
  const step = stepOf(page, 'which-container');
  await step.getByRole('radio', { name: RIGHT_CHOICE }).check();

  await page.getByTestId('from-which-container').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('用参考解法做完前面的 2 步');
  await expect(dialog).toContainText('已跳过');
  await expect(dialog).not.toContainText('会丢掉');
  await page.getByTestId('confirm').click();
  await terminalReady(page);
  expect([brought('运行 hello-world'), brought('列出所有容器')]).toEqual([1, 1]);
  expect(await terminalText(page)).toMatch(/# docker run hello-world[\s\S]*# docker ps -a/);
  for (const id of ['run-hello', 'list-exited'])
    await expect(stepOf(page, id)).toHaveAttribute('data-state', 'skipped');
  await expect(step).toHaveAttribute('data-current', 'true');
  await expect(step).toHaveAttribute('data-state', 'idle');

  await test.step('with a machine that runs it says that it goes', async () => {
    await type(page, 'touch /root/old\n');
    await page.getByTestId('from-list-exited').click();
    await expect(dialog).toContainText('现在的实验机和里面的一切都会丢掉');
    await page.getByTestId('confirm').click();
    await expect.poll(() => brought('运行 hello-world'), { timeout: 60_000 }).toBe(2);
    await terminalReady(page);
    expect(await output(page, 'ls /root/old 2>&1')).toContain('No such file');
  });
  await test.step('the draft is still there, and the step can be passed', async () => {
    const container = await output(page, 'docker ps -lq');
    await expect(step.getByRole('radio', { name: RIGHT_CHOICE })).toBeChecked();
    await step.getByRole('textbox', { name: ASK_ID }).fill(container);
    await page.keyboard.press('Enter');
    await expect(step).toHaveAttribute('data-state', 'passed');
    await expect(step.getByRole('link', { name: '运行 hello-world' })).toBeVisible();
  });
});

test('images that still come in the background are named, quietly', async ({ page }) => {
  await page.routeWebSocket('**/api/live', (socket) => {
    const status = {
      state: 'ready',
      machine: 'm',
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const tell = (pulling: string[]): void =>
      socket.send(JSON.stringify({ type: 'machine', lab: LAB, status: { ...status, pulling } }));
    const session = { learner: 'l', engine: 'own', activeLab: LAB };
    socket.send(JSON.stringify({ type: 'session', session }));
    tell(['mariadb', 'nginx']);
    setTimeout(() => tell([]), 3_000);
  });
  await page.goto(LESSON);
  const lab = page.getByRole('navigation', { name: '这一课的实验步骤' });
  await expect(lab.getByRole('status')).toHaveText('后台正在拉取 mariadb、nginx…');
  await expect(lab.getByRole('status')).toHaveCount(0);
});

test('by keyboard alone: answer, choose, check, skip, agree', async ({ page }) => {
  await page.goto(LESSON);
  await expect(page.getByTestId('start-lab')).toBeEnabled();
  const step = stepOf(page, 'which-container');
  await step.focus();
  await page.keyboard.press('Tab');
  await expect(step.getByRole('textbox', { name: ASK_ID })).toBeFocused();
  await page.keyboard.type('abc');
  await page.keyboard.press('Enter');
  await expect(step).toContainText('先按“启动实验”');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(step.getByRole('radio', { name: RIGHT_CHOICE })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('check-which-container')).toBeFocused();
  await page.keyboard.press('Tab');
  for (let shown = 0; shown < 3; shown++) await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('solution-which-container')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(step.getByText('参考解法', { exact: true })).toBeVisible();
  await expect(page.getByTestId('solution-which-container')).toBeFocused();
  await page.getByTestId('skip-which-container').focus();
  await page.keyboard.press('Enter');
  await expect(step).toHaveAttribute('data-state', 'skipped');
  await expect(step).toBeFocused();
});

for (const width of [1280, 390]) {
  test.describe(`${width} px`, () => {
    const narrow = width < 1000;
    test.use({ viewport: { width, height: 844 }, hasTouch: narrow, isMobile: narrow });

    for (const colorScheme of ['light', 'dark'] as const)
      test(`every state is accessible and fits, ${colorScheme}`, async ({ page }) => {
        test.slow(); // axe looks at the whole page three times
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const shot = (name: string): Promise<unknown> =>
          page.screenshot({ path: `test-results/shots/step-${name}-${colorScheme}-${width}.png` });
        await page.goto(LESSON);
        await expect(page.getByTestId('start-lab')).toBeEnabled();
        if (narrow) await page.getByRole('button', { name: '展开' }).click();
        await page.getByTestId('start-lab').click();
        await terminalReady(page);
        await type(page, 'docker run hello-world\n');
        await expect(stepOf(page, 'run-hello')).toHaveAttribute('data-state', 'passed');
        if (narrow) await page.getByRole('button', { name: '收起' }).click();
        await page.getByTestId('skip-list-exited').click();
        await expect(stepOf(page, 'list-exited')).toHaveAttribute('data-state', 'skipped');
        await page.locator('nav', { hasText: '实验 · 第一个容器' }).last().scrollIntoViewIfNeeded();
        await shot('goals');

        const step = stepOf(page, 'which-container');
        await step.getByRole('textbox', { name: ASK_ID }).fill('hello-world');
        await step.getByRole('radio', { name: '把原来的容器再启动一次' }).check();
        await page.getByTestId('check-which-container').click();
        await expect(step).toHaveAttribute('data-state', 'failed');
        await step.evaluate((element) => element.scrollIntoView({ block: 'start' }));
        await shot('failed');
        await expectNoViolations(page, 'a wrong answer');
        for (let shown = 0; shown < 3; shown++)
          await step.getByRole('button', { name: /提示|再给一条/ }).click();
        await page.getByTestId('solution-which-container').click();
        await shot('confirm');
        await expectNoViolations(page, 'the question before the solution');
        await page.getByTestId('confirm').click();
        await expect(step.getByText('参考解法', { exact: true })).toBeVisible();
        await step.getByRole('list').evaluate((element) => element.scrollIntoView({ block: 'start' }));
        await shot('solution');
        await page.getByTestId('from-which-container').click();
        await shot('from');
        await expectNoViolations(page, 'the solution and the dialog');
        await page.keyboard.press('Escape');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        await stepOf(page, 'list-exited').evaluate((element) => element.scrollIntoView({ block: 'start' }));
        await shot('skipped');
      });
  });
}
