import { expect, test } from './test.ts';
import {
  inTerminal,
  LESSON,
  run,
  startLab,
  terminal,
  terminalReady,
  terminalText,
  type,
} from './terminal.ts';

test('tabs, names and two side by side, and all of it again after a reload', async ({ page }) => {
  await startLab(page);
  const tabs = page.getByRole('tab');
  const tab = (name: string) => page.getByRole('tab', { name });

  await test.step('a new one has a shell of its own', async () => {
    await run(page, 'here=one');
    await page.getByRole('button', { name: '新终端' }).click();
    await terminalReady(page, 2);
    await expect(terminal(page, 1)).toBeHidden();
    await expect(tab('终端 2')).toHaveAttribute('aria-selected', 'true');
    await run(page, 'echo "[$here]"', 2);
    await expect.poll(() => terminalText(page, 2)).toMatch(/^\[\]$/m);
  });

  await test.step('side by side, by key; each takes the keys of the one in use', async () => {
    await page.keyboard.press('Control+Shift+Digit5');
    await terminalReady(page, 3);
    await expect(terminal(page, 2)).toBeVisible();
    await page.keyboard.type('echo right-$((40+2))\n');
    await expect.poll(() => terminalText(page, 3)).toMatch(/^right-42$/m);
    await page.keyboard.press('Alt+ArrowLeft');
    await page.keyboard.type('echo left-$((40+2))\n');
    await expect.poll(() => terminalText(page, 2)).toMatch(/^left-42$/m);
    const handle = page.getByRole('separator', { name: '两个终端之间的分隔' });
    const before = await inTerminal(page, 'size', 2);
    await handle.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect(handle).toHaveAttribute('aria-valuenow', '40');
    await expect.poll(() => inTerminal(page, 'size', 2)).not.toBe(before);
  });

  await test.step('renamed by a double click and by F2', async () => {
    await tab('终端 3').dblclick();
    await page.keyboard.type('日志');
    await page.keyboard.press('Enter');
    await expect(tab('日志')).toBeVisible();
    const [before, input] = [await terminalText(page, 3), page.getByRole('textbox', { name: '标签的名字' })];
    await tab('终端 1').focus();
    await page.keyboard.press('F2');
    await input.fill('不要了');
    await page.keyboard.press('Escape');
    await expect(input).toHaveCount(0);
    await expect(tab('终端 1')).toBeVisible();
    // Neither key has reached a shell.
    expect(await terminalText(page, 3)).toBe(before);
  });

  await test.step('a reload brings back tabs, names, the split and the screens', async () => {
    await page.reload();
    await terminalReady(page, 3);
    await expect(tabs).toHaveText(['终端 1', '终端 2', '日志']);
    await expect(terminal(page, 2)).toBeVisible();
    await expect.poll(() => terminalText(page, 2)).toMatch(/^left-42$/m);
    await expect.poll(() => terminalText(page, 3)).toMatch(/^right-42$/m);
    // The third is not in view, so nothing of it is drawn; its shell is as it was.
    await expect(terminal(page, 1)).toHaveCount(0);
    await tab('终端 1').click();
    await terminalReady(page, 1);
    await run(page, 'echo "[$here]"');
    await expect.poll(() => terminalText(page)).toMatch(/^\[one\]$/m);
  });

  await test.step('the limit is said', async () => {
    const add = page.getByRole('button', { name: '新终端' });
    for (const number of [4, 5, 6]) {
      await add.click();
      await terminalReady(page, number);
    }
    await expect(add).toBeDisabled();
    await add.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: '最多开 6 个终端' })).toBeVisible();
    await expect(tabs).toHaveCount(6);
  });

  await test.step('closed is closed: the number comes again with a new shell; a running program is asked about', async () => {
    await run(page, 'mine=old', 6);
    await tab('终端 6').focus();
    await page.keyboard.press('Delete');
    await expect(tabs).toHaveCount(5);
    // Not before its shell has ended: pressed too early, it says so and opens none.
    await expect
      .poll(async () => {
        if ((await tabs.count()) < 6) await page.getByRole('button', { name: '新终端' }).click();
        return tabs.count();
      })
      .toBe(6);
    await terminalReady(page, 6);
    await run(page, 'echo "[$mine]"', 6);
    await expect.poll(() => terminalText(page, 6)).toMatch(/^\[\]$/m);
    await type(page, 'sleep 300\n', 6);
    await expect.poll(() => terminalText(page, 6)).toContain('sleep 300');
    await tab('终端 6').click({ button: 'middle' });
    await expect(page.getByRole('dialog', { name: '关闭终端？' })).toBeVisible();
    await page.getByTestId('confirm').click();
    await expect(tabs).toHaveCount(5);
  });

  await test.step('one window full of it, and back to the text', async () => {
    await page.getByRole('button', { name: '铺满窗口' }).click();
    await expect.poll(async () => (await page.getByRole('tablist').boundingBox())?.x).toBe(0);
    await page.keyboard.press('F6');
    await expect(page.getByTestId('step-run-hello')).toBeFocused();
    await expect.poll(async () => (await page.getByRole('tablist').boundingBox())?.x).toBeGreaterThan(400);
  });
});

test('two pages on one terminal: the size follows the one in use, and tabs are the same', async ({
  page,
  context,
}) => {
  await startLab(page);
  const mine = await inTerminal(page, 'size');
  const other = await context.newPage();
  await other.setViewportSize({ width: 1100, height: 600 });
  await other.goto(LESSON);
  await terminalReady(other);
  const theirs = await inTerminal(other, 'size');
  expect(theirs).not.toBe(mine);
  await expect.poll(() => inTerminal(page, 'size')).toBe(theirs);
  await run(other, 'stty size');
  await page.bringToFront();
  await type(page, 'echo both-$((40+2))\n');
  await expect.poll(() => inTerminal(page, 'size')).toBe(mine);
  await expect.poll(() => inTerminal(other, 'size')).toBe(mine);
  await expect.poll(() => terminalText(other)).toMatch(/^both-42$/m);
  await page.getByRole('button', { name: '新终端' }).click();
  await terminalReady(page, 2);
  await expect(other.getByRole('tab')).toHaveCount(2);
  await expect(other.getByRole('tab', { name: '终端 1' })).toHaveAttribute('aria-selected', 'true');
});

test('the remembered split does not jump at load', async ({ page }) => {
  await page.goto(LESSON);
  const separator = page.getByRole('separator');
  await separator.focus();
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowLeft');
  const place = async (): Promise<number> => (await separator.boundingBox())?.x ?? 0;
  await expect.poll(place).toBeLessThan(600);
  const wanted = await place();
  await expect
    .poll(() => page.evaluate(() => Object.entries(localStorage).map(String).join()))
    .toContain('matou-side');
  await page.reload();
  await expect.poll(place).toBeLessThan(wanted + 2);
  await page.waitForLoadState('networkidle');
  const shifted = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 200);
      }),
  );
  expect(shifted).toBeLessThan(0.02);
});
