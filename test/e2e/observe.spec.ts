import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page, WebSocket } from '@playwright/test';
import { expect, test } from './test.ts';
import { run, terminalReady, terminalText, type } from './terminal.ts';

const CHAIN_ID = '/docs/ch5-storage/chain-id';
const STOP = '/docs/ch7-commands/stop';

/** A panel for the learner's eyes: what it shows must be there this soon after it happened; a slow test machine included. */
const SOON = { timeout: 5_000 };

const panel = (page: Page): Locator => page.getByTestId('observe');

async function start(page: Page, lesson: string): Promise<void> {
  await page.goto(lesson);
  await page.getByTestId('start-lab').click();
  await terminalReady(page);
}

async function observe(page: Page, picture?: string): Promise<void> {
  // Asked of the button, not of the panel: that is loaded late, and a second press would close it again.
  const button = page.getByTestId('observe-button');
  if ((await button.getAttribute('aria-pressed')) === 'false') await button.click();
  await expect(panel(page)).toBeVisible();
  if (picture !== undefined) await panel(page).getByRole('tab', { name: picture }).click();
}

/** All lines to the machine's picture that were ever opened; a page that goes away tells nothing of its own. */
function observeSockets(page: Page): WebSocket[] {
  const sockets: WebSocket[] = [];
  page.on('websocket', (socket) => {
    if (socket.url().endsWith('/observe')) sockets.push(socket);
  });
  return sockets;
}

const nameOf = async (page: Page, kind: string): Promise<string> =>
  (
    await page.getByTestId('layer-detail').locator(`[data-name="${kind}"] [data-testid="value"]`).innerText()
  ).trim();

async function expectNoViolations(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include('[data-testid="observe"]').analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const found = grave.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect(found, what).toEqual([]);
}

test('the chainIDs of five layers, read off the picture, are those on the disk', async ({ page }) => {
  await start(page, CHAIN_ID);
  await page.getByTestId('see').click();
  const detail = page.getByTestId('layer-detail');
  await expect(detail).toContainText('COPY … /harbor');
  await expect(panel(page).getByTestId('store')).toHaveText('overlay2');

  // The lesson led to the second layer: the one below it, then up to the top, by the arrows alone.
  await page.keyboard.press('ArrowDown');
  const chain: string[] = [];
  for (let layer = 1; layer <= 5; layer++) {
    if (layer > 1) await page.keyboard.press('ArrowUp');
    chain.push(await nameOf(page, 'chainId'));
  }
  expect(new Set(chain).size).toBe(5);
  expect(await detail.locator('[data-name="link"]').innerText()).toMatch(/overlay2\/\w+\/link/);

  // The step's own check reads the truth from the engine's directories; a chain with one layer's diffID in it is wrong.
  const diffId = await nameOf(page, 'diffId');
  await run(page, `printf '%s\\n' ${[...chain.slice(0, 4), diffId].join(' ')} > /root/chain.txt`);
  await page.getByTestId('check-by-hand').click();
  await expect(page.getByTestId('step-by-hand')).toHaveAttribute('data-state', 'failed');
  await run(page, `printf '%s\\n' ${chain.join(' ')} > /root/chain.txt`);
  await expect(page.getByTestId('step-by-hand')).toHaveAttribute('data-state', 'passed');

  await test.step('a name pasted from the terminal is found', async () => {
    await panel(page).getByRole('searchbox').fill(diffId.slice(0, 24));
    await expect(panel(page).locator('[data-lit="true"]')).toHaveCount(1);
    await expect(panel(page)).toContainText('是diffID');
  });
});

test('a step asks for what the picture shows and docker diff does not', async ({ page }) => {
  await start(page, '/docs/ch6-container-layers/copy-on-write');
  await page.getByTestId('see').filter({ hasText: 'wreck' }).click();
  const changes = page.getByTestId('layer-detail').getByRole('region', { name: '改动' }).locator('li');
  await expect(changes.filter({ hasText: '白障' }).first()).toBeVisible();
  const marked = changes.filter({ hasText: '不透明目录' });
  await expect(marked).toHaveCount(1);
  const directory = await marked.locator('code').innerText();

  const step = page.getByTestId('step-opaque');
  const answer = step.getByRole('textbox');
  await answer.fill(directory === '/etc/skel' ? '/etc/default' : '/etc/skel');
  await page.getByTestId('check-opaque').click();
  await expect(step).toContainText('不透明的那一个带着自己的记号');
  await answer.fill(directory);
  await page.getByTestId('check-opaque').click();
  await expect(step).toHaveAttribute('data-state', 'passed');
});

test('a container is seen as it is made, writes, and ends', async ({ page }) => {
  await start(page, STOP);
  await observe(page, '生命周期');
  // The lab's images may still be on their way.
  await type(
    page,
    'until docker image inspect debian busybox > /dev/null; do sleep 1; done; clear; echo all-$((1+1))-there\n',
  );
  await expect.poll(() => terminalText(page), { timeout: 60_000 }).toContain('all-2-there');
  await run(page, 'docker run -d --name box debian sleep 3600');
  const chip = panel(page).locator('[data-life="box"]').first();
  await expect(chip).toHaveAccessibleName(/运行中/, SOON);

  await panel(page).getByRole('tab', { name: '镜像层' }).click();
  await panel(page)
    .getByRole('button', { name: /^容器 box 的读写层/ })
    .click();
  await run(page, "docker exec box sh -c 'echo hi > /root/note.txt; rm /etc/issue; chmod 600 /etc/passwd'");
  const changes = page.getByTestId('layer-detail').getByRole('region', { name: '改动' });
  const change = (path: string): Locator => changes.getByRole('listitem').filter({ hasText: path });
  await expect(change('/root/note.txt')).toHaveAttribute('data-change', 'A', SOON);
  await expect(change('/etc/issue')).toHaveAttribute('data-change', 'D');
  await expect(change('/etc/issue')).toContainText('白障');
  await expect(change('/etc/passwd')).toHaveAttribute('data-change', 'C');
  await expect(panel(page).getByTestId('last-write')).toContainText('box');

  await panel(page).getByRole('tab', { name: '谁启动了它' }).click();
  const frame = panel(page).locator('[data-container="box"]');
  await expect(frame).toBeVisible();
  const sleep = panel(page).getByRole('img', { name: /^sleep 3600.*容器的 1 号进程/ });
  await expect(sleep).toHaveAccessibleName(/里面是 1.*自己的 namespace：.*pid/);

  await panel(page).getByRole('tab', { name: '生命周期' }).click();
  await run(page, 'docker stop -t 1 box');
  const life = panel(page).getByTestId('life-box');
  await expect(life).toContainText('15（SIGTERM）', SOON);
  await expect(life).toContainText('退出码 137 = 128 + 9（SIGKILL）');
  await run(page, 'docker rm box');
  await expect(chip).toHaveAccessibleName(/已删除/, SOON);
});

test('nothing is asked of the machine while nobody looks', async ({ page }) => {
  const sockets = observeSockets(page);
  const isOpen = (): boolean => sockets.at(-1)?.isClosed() === false;
  await start(page, STOP);
  await run(page, 'docker ps');
  expect(sockets).toHaveLength(0);

  await observe(page);
  await expect.poll(isOpen).toBe(true);
  await panel(page).getByRole('tab', { name: '网络' }).click();
  await expect(page.getByTestId('picture-traffic')).toBeVisible();
  expect(sockets, 'one line for all pictures').toHaveLength(1);

  await test.step('a hidden window', async () => {
    const hide = (state: string): Promise<void> =>
      page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await hide('hidden');
    await expect.poll(isOpen).toBe(false);
    await hide('visible');
    await expect.poll(isOpen).toBe(true);
  });
  await test.step('a closed panel, which stays closed after a reload', async () => {
    await page.keyboard.press('Escape');
    await expect(panel(page)).toBeHidden();
    await expect(page.getByTestId('observe-button')).toBeFocused();
    await expect.poll(isOpen).toBe(false);
    const before = sockets.length;
    await run(page, 'docker create --name later busybox true');
    await page.reload();
    await terminalReady(page);
    expect(sockets).toHaveLength(before);
  });
  await test.step('an open one is open after a reload, at the same picture', async () => {
    await observe(page, '生命周期');
    await page.reload();
    await expect(panel(page).locator('[data-life="later"]').first()).toBeVisible();
  });
  await test.step('another page, where the pane is put away', async () => {
    await page.locator('.navbar__brand').click();
    await expect.poll(isOpen).toBe(false);
  });
});

/** Five images that share layers, ten containers in as many situations. */
const SCENE = [
  'for i in busybox hello-world nginx; do docker pull -q $i; done',
  "mkdir -p pier && printf 'FROM layers\\nRUN echo 3 > /harbor/third.txt && rm /harbor/plan.txt\\n' > pier/Dockerfile && docker build -q -t pier:1 pier",
  'docker network create harbor',
  'docker run -d --name web -p 8080:80 nginx',
  'docker run -d --name limited -m 64m --cpus 0.5 --pids-limit 50 busybox sleep 3600',
  "docker run -d --name writer --network harbor layers sh -c 'rm -r /harbor/berths && mkdir /harbor/berths && rm /harbor/plan.txt && echo a > /harbor/new.txt && echo b >> /harbor/inspection.txt && sleep 3600'",
  'docker run -d --name neighbour --network harbor busybox sleep 3600',
  'docker run -d --name asleep busybox sleep 3600 && docker pause asleep',
  'docker run --name hello hello-world > /dev/null',
  'docker create --name waiting pier:1 sleep 60',
  'docker run -d --name polite busybox sh -c \'trap "exit 143" TERM; while :; do sleep 0.2; done\'',
  "docker run -d --name again --restart always busybox sh -c 'sleep 1; exit 3'",
  "docker run --name greedy -m 64m busybox sh -c 'dd if=/dev/zero of=/dev/null bs=200M count=1; code=$?; sleep 1; exit $code'",
  'docker stop polite; echo the-scene-is-$((1+1))-set',
].join('\n');

const PICTURES = ['镜像层', '生命周期', '谁启动了它', '网络'] as const;

test('a full harbour: every picture, in light and dark, as text, on a phone', async ({ page }) => {
  test.setTimeout(360_000);
  await page.setViewportSize({ width: 1366, height: 768 });
  await start(page, CHAIN_ID);
  await type(page, `${SCENE}\n`);
  await expect.poll(() => terminalText(page), { timeout: 180_000 }).toContain('the-scene-is-2-set');
  await observe(page);
  const shot = async (name: string): Promise<void> => {
    // What flashes up at a change has faded by then.
    await page.waitForTimeout(1_800);
    await page.screenshot({ path: `test-results/shots/observe-${name}.png` });
  };

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [index, picture] of PICTURES.entries()) {
      await observe(page, picture);
      await expect(panel(page).locator('[data-testid^="picture-"]')).toBeVisible();
      await expect(panel(page)).toContainText('writer');
      await expectNoViolations(page, `${picture}, ${colorScheme}`);
      await shot(`${index + 1}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });

  await test.step('what is shared is drawn once', async () => {
    await observe(page, '镜像层');
    await expect(panel(page).locator('[data-kind="rw"]')).toHaveCount(10);
    await expect(panel(page).locator('[data-kind="image"][data-shared="true"]')).not.toHaveCount(0);
    await panel(page)
      .getByRole('button', { name: /^容器 writer 的读写层/ })
      .click();
    await expect(page.getByTestId('layer-detail')).toContainText('不透明目录');
    await expectNoViolations(page, 'a layer open');
    await shot('1-open');
  });
  await test.step('as text', async () => {
    await panel(page).getByRole('button', { name: '用文字看' }).click();
    for (const picture of PICTURES) {
      await observe(page, picture);
      await expect(panel(page).locator('svg[role="group"]')).toHaveCount(0);
      await expect(panel(page)).toContainText('writer');
      await expectNoViolations(page, `${picture}, text`);
    }
    await panel(page).getByRole('button', { name: '用文字看' }).click();
  });
  await test.step("the learner's own page, in a frame that can't reach ours", async () => {
    await observe(page, '网络');
    await panel(page)
      .getByRole('button', { name: /^打开网页：端口 8080/ })
      .click();
    const frame = page.frameLocator('[data-testid="web-page"] iframe');
    await expect(frame.locator('body')).toContainText('nginx');
    await expect(page.locator('[data-testid="web-page"] iframe')).toHaveAttribute(
      'sandbox',
      'allow-scripts allow-forms',
    );
    await shot('4-web');
    await page.getByRole('button', { name: '关上网页' }).click();
  });
  await test.step('the whole window', async () => {
    await observe(page, '镜像层');
    await panel(page).getByRole('button', { name: '观察：铺满窗口' }).click();
    await shot('1-maximised');
    await panel(page).getByRole('button', { name: '观察：铺满窗口' }).click();
  });
  await test.step('on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [index, picture] of PICTURES.entries()) {
      await observe(page, picture);
      await expect(panel(page).locator('[data-testid^="picture-"]')).toBeVisible();
      await shot(`${index + 1}-phone`);
    }
  });
  await test.step('printed', async () => {
    await page.setViewportSize({ width: 1366, height: 768 });
    await observe(page, '生命周期');
    await page.evaluate(() => document.documentElement.toggleAttribute('data-print-observe', true));
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('h1')).toBeHidden();
    await expect(panel(page).locator('svg[role="group"]').first()).toBeVisible();
    await page.screenshot({ path: 'test-results/shots/observe-print.png', fullPage: true });
  });
});
