import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';
import { terminalReady, terminalText, type } from './terminal.ts';

const LESSON = '/docs/ch4-images/first-container';

async function start(page: Page): Promise<void> {
  await page.goto(LESSON);
  await page.getByTestId('start-lab').click();
  await terminalReady(page);
}

/** The terminal's own background, as xterm.js has it. */
const terminalBackground = (page: Page): Promise<string> =>
  page.getByTestId('terminal').evaluate((element) => {
    const { matouTerminal } = element as unknown as {
      matouTerminal: { options: { theme: { background: string } } };
    };
    return matouTerminal.options.theme.background;
  });

test('no page complains in the console', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    // Chromium's software renderer speaks of its own speed.
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('GL Driver Message'))
      problems.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
  for (const path of ['/', '/docs/intro', '/docs/ch1-vm-and-container/two-kinds', LESSON]) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
  }
  await page.getByTestId('start-lab').click();
  await terminalReady(page);
  expect(problems).toEqual([]);
});

test('a failed verdict says what is missing and what really happened', async ({ page }) => {
  await start(page);
  await type(page, 'docker pull hello-world\n');
  await expect.poll(() => terminalText(page)).toContain('Status: Downloaded');
  const step = page.getByTestId('step-run-hello');
  await page.getByTestId('check-run-hello').click();
  await expect(step).toHaveAttribute('data-state', 'failed');
  await expect(step).toContainText('你已经拉取了镜像');
  await expect(step).toContainText('现在看到：一个容器也没有');
});

test('hints unfold one at a time', async ({ page }) => {
  await page.goto(LESSON);
  const step = page.getByTestId('step-run-hello');
  const hints = step.getByRole('listitem');
  await expect(hints).toHaveCount(0);
  await step.getByRole('button', { name: '给个提示' }).click();
  await expect(hints).toHaveCount(1);
  await step.getByRole('button', { name: '再给一条' }).click();
  await expect(hints).toHaveCount(2);
  await step.getByRole('button', { name: '再给一条' }).click();
  await expect(hints).toHaveCount(3);
  await expect(hints.last()).toContainText('docker run hello-world');
  await expect(step.getByRole('button', { name: '提示都在下面了' })).toBeFocused();
});

test('the theme switch changes the terminal too', async ({ page }) => {
  await start(page);
  const before = await terminalBackground(page);
  const html = page.locator('html');
  await page.getByRole('button', { name: /切换浅色\/暗黑模式/ }).click();
  if ((await html.getAttribute('data-theme')) === 'light')
    await page.getByRole('button', { name: /切换浅色\/暗黑模式/ }).click();
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await expect.poll(() => terminalBackground(page)).not.toBe(before);
});

test('the split is draggable, leaves the text its room, and is remembered', async ({ page }) => {
  await page.goto(LESSON);
  const separator = page.getByRole('separator');
  const leftOf = async (): Promise<number> => (await separator.boundingBox())?.x ?? -1;
  const text = page.getByTestId('step-run-hello');
  await expect.poll(leftOf).toBeGreaterThan(0);
  const before = await leftOf();
  await page.mouse.move(before, 300);
  await page.mouse.down();
  await page.mouse.move(before - 140, 300, { steps: 6 });
  await page.mouse.up();
  await expect.poll(leftOf).toBeLessThan(before - 120);
  const after = await leftOf();
  const box = await text.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(after);
  await page.reload();
  await expect.poll(leftOf).toBeGreaterThan(after - 3);
  expect(await leftOf()).toBeLessThan(after + 3);
});

test('a code block can be copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(LESSON);
  const step = page.getByTestId('step-run-hello');
  await step.locator('.theme-code-block').hover();
  await step.getByRole('button', { name: '复制代码到剪贴板' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('docker run hello-world');
});

test('find, copy and paste in the terminal', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await start(page);
  await page.evaluate(() => navigator.clipboard.writeText('echo 粘贴-$((6*7))'));
  await page.getByTestId('terminal').click({ button: 'right' });
  await expect.poll(() => terminalText(page)).toContain('粘贴-$((6*7))');
  await page.keyboard.press('Enter');
  await expect.poll(() => terminalText(page)).toContain('粘贴-42');
  await page.keyboard.press('Control+Shift+F');
  await page.keyboard.type('42');
  await expect(page.getByRole('search')).toContainText('1 / 1');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('textbox', { name: '终端' })).toBeFocused();
  // What was found is selected.
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('42');
});

test('a broken line says so quietly and comes back with the screen', async ({ page }) => {
  // The page's own sockets, so that the line can be cut without touching the server.
  await page.addInitScript(() => {
    const sockets: WebSocket[] = [];
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        sockets.push(this);
      }
    };
    Object.assign(window, { cut: () => sockets.forEach((socket) => socket.close()) });
  });
  await start(page);
  await type(page, 'sleep 2; echo 还在-$((6*7))\n');
  const status = page.getByRole('status').filter({ hasText: '连接断了' });
  await page.evaluate(() => (window as unknown as { cut: () => void }).cut());
  await expect(status.first()).toBeVisible();
  await expect(status).toHaveCount(0);
  await expect.poll(() => terminalText(page)).toContain('还在-42');
  await type(page, 'echo back-$((6*7))\n');
  await expect.poll(() => terminalText(page)).toContain('back-42');
});

test('without a server the text reads well and says how to start one', async ({ page }) => {
  await page.route('**/api/**', (route) =>
    route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>404</h1>' }),
  );
  await page.goto(LESSON);
  const pane = page.getByRole('complementary', { name: '实验机' });
  await expect(pane).toContainText('这里只有课文');
  await expect(pane.locator('code')).toHaveText('npm start');
  await expect(page.getByTestId('start-lab')).toHaveCount(0);
  const step = page.getByTestId('step-run-hello');
  await expect(step).toContainText('docker run hello-world');
  // Nothing is offered that needs a machine; hints are text.
  await expect(page.getByTestId('check-run-hello')).toHaveCount(0);
  await expect(page.getByTestId('run-code')).toHaveCount(0);
  await step.getByRole('button', { name: '给个提示' }).click();
  await expect(step.getByRole('listitem')).toHaveCount(1);
});

test('a machine that went away, or did not come, says why and what next', async ({ page }) => {
  const lab = 'ch4/hello-world';
  const show = async (status: object): Promise<void> => {
    await page.routeWebSocket('**/api/live', (socket) => {
      const session = { learner: 'l', engine: 'own', activeLab: lab };
      socket.send(JSON.stringify({ type: 'session', session }));
      socket.send(JSON.stringify({ type: 'machine', lab, status }));
    });
    await page.goto(LESSON);
  };
  const pane = page.getByRole('complementary', { name: '实验机' });
  await show({ state: 'expired' });
  await expect(pane).toContainText('实验机到期了');
  await expect(page.getByTestId('start-lab')).toHaveText('重新启动');
  await show({ state: 'failed', reason: '内存不够。', next: '先结束别的实验。' });
  await expect(pane).toContainText('内存不够。');
  await expect(pane).toContainText('先结束别的实验。');
  await show({ state: 'queued', position: 3 });
  await expect(pane).toContainText('你前面还有 2 位');
});

test.describe('390 px, touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('the drawer is folded at first, also where the page is measured late, and stays so when turned', async ({
    page,
  }) => {
    await page.addInitScript(() => {
      const late = document.createElement('style');
      late.id = 'late';
      late.textContent = 'aside[aria-label="实验机"] { display: none }';
      new MutationObserver((_, observer) => {
        if (!document.head) return;
        document.head.append(late);
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(LESSON);
    const pane = page.locator('#machine');
    await pane.waitFor({ state: 'attached' });
    await expect(pane).toContainText('第一个容器');
    await page.evaluate(() => document.getElementById('late')?.remove());
    const height = async () => (await pane.boundingBox())?.height;
    await expect.poll(height).toBe(52);
    await page.setViewportSize({ width: 844, height: 390 });
    await expect.poll(height).toBe(52);
    await expect(page.getByRole('button', { name: '展开' })).toBeVisible();

    // Open, it stays open.
    await page.getByRole('button', { name: '展开' }).tap();
    await expect.poll(height).toBeGreaterThan(150);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole('button', { name: '收起' })).toBeVisible();
    await expect.poll(height).toBeGreaterThan(150);
  });

  test('no page of the course is wider than the screen', async ({ page }) => {
    await page.goto('/docs/intro');
    await page.getByRole('button', { name: '切换导航栏' }).tap();
    const links = await page
      .locator('.navbar-sidebar a.menu__link[href^="/docs/"]')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    expect(links.length).toBeGreaterThan(30);
    const wide: string[] = [];
    for (const link of links) {
      await page.goto(link);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 390) wide.push(`${link} ${width}`);
    }
    expect(wide).toEqual([]);
  });

  test('the drawer unfolds, the terminal is usable, the key row has Ctrl-C', async ({ page }) => {
    await page.goto(LESSON);
    await page.getByRole('button', { name: '展开' }).tap();
    await page.getByTestId('start-lab').tap();
    await terminalReady(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

    await page.getByTestId('terminal').tap();
    await page.keyboard.type('sleep 300\n');
    await expect.poll(() => terminalText(page)).toContain('sleep 300');
    const keys = page.getByRole('toolbar', { name: '终端按键' });
    await keys.getByRole('button', { name: 'Ctrl+C' }).tap();
    await expect.poll(() => terminalText(page)).toContain('^C');

    await page.keyboard.type('sleep 301\n');
    await expect.poll(() => terminalText(page)).toContain('sleep 301');
    await keys.getByRole('button', { name: 'Ctrl', exact: true }).tap();
    await page.keyboard.type('c');
    await expect.poll(async () => (await terminalText(page)).match(/\^C/g)?.length).toBe(2);

    await keys.getByRole('button', { name: '上' }).tap();
    await expect.poll(async () => (await terminalText(page)).match(/sleep 301/g)?.length).toBe(2);
    await keys.getByRole('button', { name: 'Ctrl+C' }).tap();
    // Nobody types on before the line is gone; the shell may not have come to it yet.
    await expect.poll(async () => (await terminalText(page)).match(/\^C/g)?.length).toBe(3);
    await page.keyboard.type('echo a b');
    await keys.getByRole('button', { name: 'Ctrl', exact: true }).tap();
    await keys.getByRole('button', { name: '左' }).tap();
    await keys.getByRole('button', { name: '|', exact: true }).tap();
    await expect.poll(() => terminalText(page)).toContain('# echo a |b');
    await keys.getByRole('button', { name: 'Ctrl+C' }).tap();

    // Several terminals, one at a time: there is no room for two.
    await page.getByRole('button', { name: '新终端' }).tap();
    await terminalReady(page, 2);
    await expect(page.getByRole('button', { name: '左右并排' })).toBeHidden();
    await page.getByRole('button', { name: '更多' }).tap();
    await expect(page.getByRole('menuitem', { name: '粘贴' })).toBeVisible();
    await page.screenshot({ path: 'test-results/shots/terminals-390-menu.png' });
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: '终端 1' }).tap();
    await page.screenshot({ path: 'test-results/shots/terminals-390.png' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole('button', { name: '收起' }).tap();
    await expect(keys).not.toBeInViewport();
  });
});
