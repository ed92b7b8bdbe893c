import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';
import { inTerminal, run, startLab, terminal, terminalText, type } from './terminal.ts';

const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const setClipboard = (page: Page, text: string): Promise<void> =>
  page.evaluate((t) => navigator.clipboard.writeText(t), text);

async function settings(page: Page, change: () => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('menuitem', { name: '设置和按键…' }).click();
  await change();
  await page.getByRole('button', { name: '关闭', exact: true }).click();
}

/** Drags over the first `columns` characters of the line that shows `text`. */
async function select(page: Page, text: string, columns: number): Promise<void> {
  const row = (await terminalText(page)).split('\n').findIndex((line) => line === text);
  const box = (await terminal(page).locator('.xterm-screen').boundingBox()) ?? {
    x: 0,
    y: 0,
    width: 0,
    height: 0,
  };
  const [cols = 80, rows = 24] = (await inTerminal(page, 'size')).split('x').map(Number);
  const [width, height] = [box.width / cols, box.height / rows];
  const y = box.y + (row + 0.5) * height;
  await page.mouse.move(box.x + 1, y);
  await page.mouse.down();
  await page.mouse.move(box.x + columns * width, y, { steps: 4 });
  await page.mouse.up();
}

test('copy and paste, by key, mouse and menu; several lines only after a question', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await startLab(page);
  const dialog = page.getByRole('dialog');

  await test.step('Ctrl+C copies what is selected, and interrupts when nothing is', async () => {
    await run(page, 'echo abcdefgh');
    await select(page, 'abcdefgh', 4);
    await page.keyboard.press('Control+C');
    await expect.poll(() => clipboard(page)).toBe('abcd');
    await page.keyboard.type('sleep 300\n');
    await expect.poll(() => terminalText(page)).toContain('sleep 300');
    await page.keyboard.press('Control+C');
    await expect.poll(() => terminalText(page)).toContain('^C');
  });

  await test.step('the right button copies a selection', async () => {
    await select(page, 'abcdefgh', 6);
    await terminal(page).click({ button: 'right' });
    await expect.poll(() => clipboard(page)).toBe('abcdef');
  });

  await test.step('several lines: what will be pasted is shown, cancelled, joined, pasted', async () => {
    await setClipboard(page, 'echo one-$((40+2))\necho two-$((40+2))\n');
    await terminal(page).click({ button: 'right' });
    await expect(dialog).toContainText('粘贴 2 行？');
    await expect(dialog).toContainText('按回车才运行');
    await expect(dialog).toContainText('echo two-$((40+2))');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('textbox', { name: '终端' })).toBeFocused();
    expect(await terminalText(page)).not.toContain('echo one-');

    await terminal(page).click({ button: 'right' });
    await page.getByRole('button', { name: '合成一行粘贴' }).click();
    await expect.poll(() => terminalText(page)).toContain('echo one-$((40+2)) echo two-$((40+2))');
    await page.keyboard.press('Control+C');

    await terminal(page).click({ button: 'right' });
    await page.getByRole('checkbox', { name: '不再询问' }).check();
    await page.getByRole('button', { name: '粘贴', exact: true }).click();
    // Bracketed: nothing has run before Enter.
    await expect.poll(() => terminalText(page)).toMatch(/# echo one-\$\(\(40\+2\)\)\necho two-/);
    expect(await terminalText(page)).not.toMatch(/^one-42$/m);
    await page.keyboard.press('Enter');
    await expect.poll(() => terminalText(page)).toMatch(/^one-42\ntwo-42$/m);
  });

  await test.step('after "don’t ask again" it isn’t asked, nor does a hidden control character get through', async () => {
    await setClipboard(page, 'echo x-$((40+2))\x1b[201~\necho y-$((40+2))');
    await terminal(page).click({ button: 'right' });
    await expect.poll(() => terminalText(page)).toContain('echo y-$((40+2))');
    await expect(dialog).toHaveCount(0);
    expect(await terminalText(page)).not.toMatch(/^x-42/m);
    await page.keyboard.press('Control+C');
  });

  await test.step('settings: Ctrl+V, copying by selecting, a menu; remembered', async () => {
    await settings(page, async () => {
      await page.getByRole('checkbox', { name: 'Ctrl+V 用来粘贴' }).check();
      await page.getByRole('checkbox', { name: '选中就复制' }).check();
      await page.getByRole('radio', { name: '打开菜单' }).check();
    });
    await expect(page.getByRole('textbox', { name: '终端' })).toBeFocused();
    await page.reload();
    await expect.poll(() => terminalText(page).catch(() => '')).toContain('abcdefgh');
    await select(page, 'abcdefgh', 5);
    await expect.poll(() => clipboard(page)).toBe('abcde');
    await setClipboard(page, 'echo by-key-$((40+2))');
    await terminal(page).click();
    await page.keyboard.press('Control+V');
    await expect.poll(() => terminalText(page)).toContain('echo by-key');
    await page.keyboard.press('Enter');
    await expect.poll(() => terminalText(page)).toMatch(/^by-key-42$/m);
    await terminal(page).click({ button: 'right' });
    const menu = page.getByRole('menu');
    await expect(menu.getByRole('menuitem', { name: '粘贴' })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(menu.getByRole('menuitem', { name: '粘贴' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
    await expect(page.getByRole('textbox', { name: '终端' })).toBeFocused();
  });
});

test('Chinese, find, size, themes, bell, links, screen reader, a lost GPU', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await startLab(page);

  await test.step('a composition stands at the cursor, and its Chinese is two columns wide at both ends', async () => {
    await type(page, 'echo ');
    await expect.poll(() => terminalText(page)).toContain('# echo');
    const cdp = await context.newCDPSession(page);
    await cdp.send('Input.imeSetComposition', { text: 'ma tou', selectionStart: 6, selectionEnd: 6 });
    const composing = terminal(page).locator('.composition-view');
    await expect(composing).toHaveText('ma tou');
    const screen = await terminal(page).locator('.xterm-screen').boundingBox();
    const at = await composing.boundingBox();
    const [cols = 80] = (await inTerminal(page, 'size')).split('x').map(Number);
    const column = ((at?.x ?? 0) - (screen?.x ?? 0)) / ((screen?.width ?? 0) / cols);
    expect(Math.round(column)).toBe(await inTerminal(page, 'cursorX'));
    await cdp.send('Input.insertText', { text: '码头' });
    await expect.poll(() => terminalText(page)).toContain('# echo 码头');
    await page.keyboard.type('👍\n');
    await expect.poll(() => terminalText(page)).toMatch(/^码头👍$/m);
    // The shell's columns and ours: the cursor after a line of wide characters that was moved over.
    await page.keyboard.type('printf "码头👍"; printf "\\e[6n"; read -rsd R at; echo "${at#*;}"\n');
    await expect.poll(() => terminalText(page)).toMatch(/^码头👍7$/m);
  });

  await test.step('find: count, case, regex, and a regex that is none', async () => {
    await type(page, 'clear; printf "Apple %s APPLE a%d a%d\\n" apple 1 22\n');
    await expect.poll(() => terminalText(page)).toMatch(/^Apple apple APPLE a1 a22$/m);
    await page.keyboard.press('Control+Shift+F');
    const bar = page.getByRole('search');
    await page.keyboard.type('apple');
    await expect(bar.getByRole('status')).toHaveText(/\/ 3$/);
    await bar.getByRole('button', { name: '区分大小写' }).click();
    await expect(bar.getByRole('status')).toHaveText(/\/ 1$/);
    await bar.getByRole('textbox').or(bar.getByRole('searchbox')).fill('a\\d+');
    await bar.getByRole('button', { name: '正则表达式' }).click();
    await expect(bar.getByRole('status')).toHaveText(/\/ 2$/);
    await bar.getByRole('searchbox').fill('a(');
    await expect(bar.getByRole('status')).toHaveText('正则写错了');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('textbox', { name: '终端' })).toBeFocused();
  });

  await test.step('the size of the type, in the pane only, and remembered', async () => {
    const zoom = () => page.evaluate(() => window.devicePixelRatio);
    const [before, size] = [await zoom(), await inTerminal(page, 'size')];
    await page.keyboard.press('Control+Equal');
    await page.keyboard.press('Control+Equal');
    await expect.poll(() => inTerminal(page, 'fontSize')).toBe(16);
    await expect.poll(() => inTerminal(page, 'size')).not.toBe(size);
    expect(await zoom()).toBe(before);
    await page.reload();
    await expect.poll(() => inTerminal(page, 'fontSize').catch(() => 0)).toBe(16);
    await terminal(page).click();
    await page.keyboard.press('Control+Minus');
    await expect.poll(() => inTerminal(page, 'fontSize')).toBe(15);
    await page.keyboard.press('Control+Digit0');
    await expect.poll(() => inTerminal(page, 'fontSize')).toBe(14);
  });

  await test.step('a link says how it opens; one into the machine says that it does not', async () => {
    await type(page, 'clear; echo https://docs.docker.com/; echo http://localhost:8080/\n');
    await expect.poll(() => terminalText(page)).toMatch(/^http:\/\/localhost:8080\/$/m);
    const screen = await terminal(page).locator('.xterm-screen').boundingBox();
    const line = (screen?.height ?? 0) / Number((await inTerminal(page, 'size')).split('x')[1]);
    const over = (row: number) =>
      page.mouse.move((screen?.x ?? 0) + 40, (screen?.y ?? 0) + (row + 0.5) * line);
    const rows = (await terminalText(page)).split('\n');
    await over(rows.indexOf('https://docs.docker.com/'));
    await expect(page.getByRole('tooltip')).toContainText('按住 Ctrl 点击');
    await over(rows.indexOf('http://localhost:8080/'));
    await expect(page.getByRole('tooltip')).toContainText('实验机里的地址');
    const opened: string[] = [];
    context.on('page', (popup) => opened.push(popup.url()));
    await context.route('https://docs.docker.com/**', (route) => route.fulfill({ body: 'docs' }));
    await over(rows.indexOf('https://docs.docker.com/'));
    await page.mouse.down();
    await page.mouse.up();
    await page.keyboard.down('Control');
    const popup = context.waitForEvent('page');
    await page.mouse.down();
    await page.mouse.up();
    await page.keyboard.up('Control');
    await popup.then((opening) => opening.close());
    expect(opened).toHaveLength(1);
  });

  await test.step('a bell in a terminal that is not in view marks its tab', async () => {
    await type(page, "sleep 1; printf '\\a'\n");
    await page.getByRole('button', { name: '新终端' }).click();
    await expect(page.getByRole('img', { name: '响过铃' })).toBeVisible();
    await page.getByRole('tab', { name: /终端 1/ }).click();
    await expect(page.getByRole('img', { name: '响过铃' })).toHaveCount(0);
  });

  await test.step('a screen reader gets the lines', async () => {
    await settings(page, () => page.getByRole('checkbox', { name: /^屏幕阅读模式/ }).check());
    await run(page, 'echo read-me-$((40+2))');
    await expect(terminal(page).locator('.xterm-accessibility')).toContainText('read-me-42');
  });

  await test.step('when the GPU’s context is lost the DOM draws', async () => {
    const renderer = () => terminal(page).getAttribute('data-renderer');
    // A browser without WebGL is at the DOM already.
    await terminal(page).evaluate((element) => {
      for (const canvas of element.querySelectorAll('canvas'))
        canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    });
    await expect.poll(renderer, { timeout: 20_000 }).toBe('dom');
    await run(page, 'echo still-$((40+2))');
    await expect(terminal(page).locator('.xterm-rows')).toContainText('still-42');
  });
});
