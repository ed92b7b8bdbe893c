import { expect, test } from './test.ts';
import { terminalReady, terminalText } from './terminal.ts';

const LESSON = '/docs/ch4-images/first-container';
const OUTPUT = 'Hello from a container: your Docker works.';

test('a recorded console is text of the page, without JavaScript too', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(LESSON);
  const recorded = page.getByTestId('console-run-again');
  await expect(recorded).toContainText('root@matou:~# docker run hello-world');
  await expect(recorded).toContainText(OUTPUT);
  await context.close();
});

test('its command is copied without the prompt, and runs in the terminal', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(LESSON);
  const recorded = page.getByTestId('console-run-again');
  await recorded.getByRole('button', { name: '复制命令' }).click();
  await expect(recorded.getByRole('status').filter({ hasText: '复制好了' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('docker run hello-world');
  await page.getByTestId('start-lab').first().click();
  await terminalReady(page);
  await recorded.getByTestId('run-code').click();
  await expect.poll(() => terminalText(page)).toContain('# docker run hello-world');
  await expect.poll(() => terminalText(page)).toContain(OUTPUT);
  await expect(recorded).toContainText('运行完了');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`on a phone its lines scroll, the page does not (${colorScheme})`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme });
    await page.goto(LESSON);
    const recorded = page.getByTestId('console-run-again');
    await recorded.scrollIntoViewIfNeeded();
    await expect(recorded).toBeVisible();
    const screen = recorded.getByRole('group');
    await screen.evaluate((element) => {
      element.querySelector('samp')!.textContent += 'x'.repeat(500);
    });
    const widths = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect(widths.scrollWidth).toBe(widths.clientWidth);
    expect(await screen.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
    await page.screenshot({ path: `test-results/shots/console-${colorScheme}.png` });
  });
}
