import type { Locator } from '@playwright/test';
import { noViolations, startClass, test, type ClassServer } from './classroom.ts';
import { LESSON, run, terminalReady, terminalText, type } from './terminal.ts';
import { expect } from './test.ts';

let server: ClassServer;

// The first time, the engine of this home builds its images.
test.beforeAll(async () => {
  test.setTimeout(15 * 60_000);
  server = await startClass(2);
});
test.afterAll(async () => {
  test.setTimeout(2 * 60_000);
  await server?.stop();
});

/** What a watched terminal shows, read from xterm.js itself. */
const watchedText = (shown: Locator): Promise<string> =>
  shown.evaluate((element) => {
    const { matouTerminal: xterm } = element as unknown as {
      matouTerminal: {
        buffer: {
          active: { length: number; getLine(y: number): { translateToString(trim: boolean): string } };
        };
      };
    };
    const lines: string[] = [];
    for (let y = 0; y < xterm.buffer.active.length; y++)
      lines.push(xterm.buffer.active.getLine(y).translateToString(true));
    return lines.join('\n').trimEnd();
  });

test('watch, type together, let go; the wall; the broadcast; the recording', async ({ person }) => {
  test.setTimeout(5 * 60_000);
  const teacher = await person(server.address);
  const wang = await person(server.address);

  await test.step('a class that records; the learner is told so before joining', async () => {
    const made = await teacher.request.post('/api/staff', {
      data: { secret: server.secret },
    });
    expect(made.ok()).toBe(true);
    const { class: info } = (await (
      await teacher.request.post('/api/classes', { data: { title: '看屏一班' } })
    ).json()) as { class: { class: string; code: string } };
    const change = await teacher.request.post(`/api/classes/${info.class}/settings`, {
      data: { record: true },
    });
    expect(change.ok()).toBe(true);
    await wang.goto(`/join#${info.code}`);
    await expect(wang.getByRole('main')).toContainText('录像');
    await wang.getByTestId('class-name').fill('王芳');
    await wang.getByTestId('class-agree').check();
    await wang.getByTestId('class-join').click();
    await expect(wang.getByTestId('welcome')).toContainText('王芳');
    await wang.goto(LESSON);
    await wang.getByTestId('start-lab').click();
    await terminalReady(wang);
    await expect(wang.getByTestId('class-bar')).toContainText('终端在录像');
    await teacher.goto('/teach');
    await teacher.getByTestId('class-看屏一班').getByRole('button', { name: '打开看板' }).click();
  });

  const shown = teacher.getByTestId('watched-terminal');
  await test.step('the instructor sees what the learner sees, and the learner sees that', async () => {
    await teacher.getByTestId('row-王芳').getByRole('button').click();
    await expect(wang.getByTestId('class-bar')).toContainText('老师在看你的终端');
    const size = await wang.getByTestId('terminal').evaluate((element) => {
      const { matouTerminal } = element as unknown as { matouTerminal: { cols: number; rows: number } };
      return `${matouTerminal.cols}x${matouTerminal.rows}`;
    });
    await run(wang, 'echo seen-$((40 + 2)) $(stty size | tr " " x)');
    await expect.poll(() => watchedText(shown)).toContain('seen-42');
    const [cols, rows] = size.split('x');
    expect(await watchedText(shown)).toContain(`seen-42 ${rows}x${cols}`);
  });

  await test.step('keys count only once the learner said yes, and no longer than they do', async () => {
    await shown.click();
    await teacher.keyboard.type('echo forged\n');
    await teacher.getByTestId('control').click();
    await expect(wang.getByTestId('class-bar')).toContainText('老师想接手终端 1');
    await noViolations(wang, 'asked');
    await wang.getByTestId('control-allow').click();
    await expect(teacher.getByTestId('control-state')).toContainText('现在都能往里输入');
    await expect(wang.getByTestId('class-bar')).toContainText('老师正在和你一起用终端 1');
    await teacher.keyboard.type('echo helped-$((1 + 1))\n');
    await expect.poll(() => terminalText(wang)).toContain('helped-2');
    await teacher.screenshot({ path: 'test-results/shots/take-over.png' });
    await wang.screenshot({ path: 'test-results/shots/taken-over.png' });
    await wang.getByTestId('control-refuse').click();
    await expect(teacher.getByTestId('control-state')).toContainText('只是看');
    await shown.click();
    await teacher.keyboard.type('echo too-late\n');
    await run(wang, 'docker run hello-world');
    await expect(wang.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'passed');
    await run(wang, 'docker ps -a'); // the player draws no mark at the very end
    expect(await terminalText(wang)).not.toMatch(/forged|too-late/);
    await noViolations(teacher, 'the drawer');
  });

  await test.step('the recording plays, with a mark where the step was passed', async () => {
    await teacher.getByRole('button', { name: '看录像' }).click();
    await teacher.getByTestId('play-recording').click();
    const player = teacher.getByTestId('cast-player');
    await expect(player.locator('.ap-player')).toBeVisible();
    await expect(player.locator('.ap-marker').first()).toBeAttached();
    await teacher.screenshot({ path: 'test-results/shots/recording.png' });
    await teacher.getByRole('button', { name: '关闭' }).last().click();
    await teacher.getByRole('button', { name: '关闭' }).click();
    await expect(wang.getByTestId('class-bar')).not.toContainText('老师在看你的终端');
  });

  await test.step('the wall shows the terminal as it changes', async () => {
    await teacher.getByRole('button', { name: '终端墙' }).click();
    const wall = teacher.getByTestId('wall');
    await expect(wall).toContainText('王芳');
    await run(wang, 'echo wall-$((2 + 3))');
    await expect(wall).toContainText('wall-5');
    await noViolations(teacher, 'the wall');
    await teacher.screenshot({ path: 'test-results/shots/wall.png' });
  });

  await test.step('the instructor’s own terminal is shown to the class, and ends for all', async () => {
    const lesson = await teacher.context().newPage();
    await lesson.goto(LESSON);
    await lesson.getByTestId('start-lab').click();
    await terminalReady(lesson);
    await teacher.getByTestId('broadcast').click();
    await teacher.getByTestId('broadcast-start').click();
    await expect(teacher.getByTestId('broadcast-stop')).toBeVisible();
    await wang.getByTestId('watch-broadcast').click();
    const seen = wang.getByTestId('watched-terminal');
    await type(lesson, 'echo live-$((3 + 4))\n');
    await expect.poll(() => watchedText(seen)).toContain('live-7');
    await wang.screenshot({ path: 'test-results/shots/broadcast.png' });
    await noViolations(wang, 'the broadcast');
    await seen.click();
    await wang.keyboard.type('echo forged\n');
    await teacher.getByTestId('broadcast-stop').click();
    await expect(seen).toHaveCount(0);
    await expect(wang.getByTestId('watch-broadcast')).toHaveCount(0);
    expect(await terminalText(lesson)).not.toContain('forged');
  });
});
