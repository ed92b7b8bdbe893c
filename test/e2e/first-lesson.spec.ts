import { expect, test } from './test.ts';
import { terminalReady, terminalText, type } from './terminal.ts';

const LESSON = '/docs/ch4-images/first-container';

test('the main job: read, start, type, green by itself, reload', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));

  await page.goto(LESSON);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('第一个容器');
  await expect(page.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'idle');

  await page.getByTestId('start-lab').first().click();
  await terminalReady(page);
  await page.screenshot({ path: 'test-results/shots/ready.png' });

  await test.step('typed by hand', async () => {
    await type(page, 'docker run hello-world\n');
    await expect(page.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'passed');
    await expect.poll(() => terminalText(page)).toContain('Pull complete');
  });
  await page.getByTestId('step-run-hello').evaluate((step) => step.scrollIntoView({ block: 'center' }));
  await page.screenshot({ path: 'test-results/shots/passed.png' });

  await test.step('a wrong turn is not green, and the button says why', async () => {
    await type(page, 'docker ps\n');
    await page.getByTestId('check-list-exited').click();
    await expect(page.getByTestId('step-list-exited')).toHaveAttribute('data-state', 'failed');
  });

  await test.step('the ▶ on a code block types it once, even at a double click, and says how it went', async () => {
    const run = page.getByTestId('step-run-hello').getByTestId('run-code');
    await run.dblclick();
    await expect
      .poll(async () => (await terminalText(page)).match(/\$ docker run|# docker run/g)?.length)
      .toBe(2);
    await expect
      .poll(async () => (await terminalText(page)).match(/Hello from a container/g)?.length)
      .toBe(2);
    await page.waitForTimeout(500);
    expect((await terminalText(page)).match(/# docker run/g)?.length).toBe(2);
  });

  await test.step('the right command turns the second step green', async () => {
    await type(page, 'docker ps -a\n');
    await expect(page.getByTestId('step-list-exited')).toHaveAttribute('data-state', 'passed');
  });

  await test.step('after a reload the terminal and the progress are there', async () => {
    await type(page, 'echo 码头-$((6*7))\n');
    await expect.poll(() => terminalText(page)).toContain('码头-42');
    const before = await terminalText(page);
    await page.reload();
    await expect(page.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'passed');
    await expect(page.getByTestId('step-list-exited')).toHaveAttribute('data-state', 'passed');
    await terminalReady(page);
    await expect.poll(() => terminalText(page)).toBe(before);
    await type(page, 'echo again\n');
    await expect.poll(() => terminalText(page)).toMatch(/^again$/m);
  });
  await page.screenshot({ path: 'test-results/shots/reloaded.png' });
  expect(problems).toEqual([]);
});

test('the terminal stays while the reader moves between lessons', async ({ page }) => {
  await page.goto(LESSON);
  await page.getByTestId('start-lab').first().click();
  await terminalReady(page);
  await type(page, 'stay=here\n');
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.locator('.pagination-nav__link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('第一个容器');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('第一个容器');
  await type(page, 'echo $stay-still\n');
  await expect.poll(() => terminalText(page)).toContain('here-still');
  expect(sockets.filter((url) => url.includes('/terminals/'))).toEqual([]);
});

test('reset gives a fresh machine and keeps the progress', async ({ page }) => {
  await page.goto(LESSON);
  await page.getByTestId('start-lab').first().click();
  await terminalReady(page);
  await type(page, 'docker run hello-world && touch /root/old\n');
  await expect(page.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'passed');
  await page.getByTestId('reset-lab').click();
  await page.getByTestId('confirm').click();
  await expect
    .poll(() => terminalText(page).catch(() => ''), { timeout: 30_000 })
    .not.toContain('hello-world');
  await terminalReady(page);
  await type(page, 'ls /root/old; docker ps -aq | wc -l\n');
  await expect.poll(() => terminalText(page)).toMatch(/No such file[\s\S]*^0$/m);
  await expect(page.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'passed');
});
