import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './test.ts';
import { startLab, terminalReady, terminalText, type } from './terminal.ts';

const LESSON = '/docs/ch4-images/first-container';

/** The machine beside the text; its dialogs are in it too. */
const PANE = 'aside[aria-label="实验机"]';

async function expectNoViolations(page: Page, what: string, within = 'html'): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(within).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const found = grave.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect(found, what).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no serious violation in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const path of ['/', '/docs/intro', LESSON]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectNoViolations(page, path);
    }
    await page.getByTestId('start-lab').click();
    await terminalReady(page);
    await type(page, 'docker pull hello-world\n');
    await expect.poll(() => terminalText(page)).toContain('Status: Downloaded');
    const step = page.getByTestId('step-run-hello');
    await page.getByTestId('check-run-hello').click();
    await expect(step).toHaveAttribute('data-state', 'failed');
    await step.getByRole('button', { name: '给个提示' }).click();
    await expectNoViolations(page, 'a failed step, a hint, a terminal');
    await type(page, 'docker run hello-world\n');
    await expect(step).toHaveAttribute('data-state', 'passed');
    await expectNoViolations(page, 'a passed step');
    await page.getByTestId('reset-lab').click();
    await expectNoViolations(page, 'the dialog');
  });

  test(`nor in the terminals of the ${colorScheme} theme`, async ({ page }) => {
    const expectNone = (what: string): Promise<void> => expectNoViolations(page, what, PANE);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await startLab(page);
    await page.getByRole('button', { name: '新终端' }).click();
    await terminalReady(page, 2);
    await page.getByRole('button', { name: '左右并排' }).click();
    await terminalReady(page, 3);
    await type(page, 'ls /nope; ls --color /\n', 3);
    await expect.poll(() => terminalText(page, 3)).toContain('bin');
    await page.keyboard.press('Control+Shift+F');
    await page.keyboard.type('bin');
    await expect(page.getByRole('search')).toContainText('/');
    await expectNone('terminals side by side, the find bar');
    await page.screenshot({ path: `test-results/shots/terminals-${colorScheme}.png` });
    await page.getByRole('button', { name: '更多' }).click();
    await expectNone('the menu');
    await page.getByRole('menuitem', { name: '设置和按键…' }).click();
    await expectNone('the settings');
    await page.getByRole('checkbox', { name: /^屏幕阅读模式/ }).check();
    await page.keyboard.press('Escape');
    await expectNone('the screen reader mode');
    await page.getByRole('tab', { name: '终端 2' }).focus();
    await page.keyboard.press('F2');
    await expectNone('a name being typed');
  });
}

test('by keyboard alone: start, type, leave the terminal, ask, come back', async ({ page }) => {
  await page.goto(LESSON);
  const start = page.getByTestId('start-lab');
  await expect(start).toBeEnabled();
  await start.focus();
  await page.keyboard.press('Enter');
  await terminalReady(page);
  const terminal = page.getByRole('textbox', { name: '终端' });
  await expect(terminal).toBeFocused();
  await expect(terminal).toHaveAccessibleDescription(/F6 回到课文/);
  await page.keyboard.type('echo by-key-$((40+2))\n');
  await expect.poll(() => terminalText(page)).toContain('by-key-42');

  // Tab is the shell's.
  await page.keyboard.press('Tab');
  await expect(terminal).toBeFocused();
  await page.keyboard.press('F6');
  const step = page.getByTestId('step-run-hello');
  await expect(step).toBeFocused();
  await expect(step).toBeInViewport();

  const check = page.getByTestId('check-run-hello');
  for (let presses = 0; presses < 8; presses++) {
    if (await check.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(check).toBeFocused();
  await expect(check).toHaveCSS('outline-style', 'solid');
  await page.keyboard.press('Enter');
  await expect(step).toHaveAttribute('data-state', 'failed');
  await expect(check).toBeFocused();
  await expect(step.locator('[aria-live="polite"]').first()).toContainText('还没有看到');

  await page.keyboard.press('F6');
  await expect(terminal).toBeFocused();
  await page.keyboard.press('F6');
  await expect(check).toBeFocused();
});

test("the course's contents come as a drawer and give the focus back", async ({ page }) => {
  await page.goto(LESSON);
  const contents = page.getByRole('button', { name: '目录' });
  await contents.focus();
  await page.keyboard.press('Enter');
  const sidebar = page.locator('.theme-doc-sidebar-container');
  await expect(sidebar.getByRole('link', { name: '第一个容器' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(contents).toBeFocused();
  await expect(sidebar).toBeHidden();
  await contents.click();
  await sidebar.getByRole('link', { name: '怎么用这门课' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('怎么用这门课');
});
