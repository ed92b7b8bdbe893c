import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { noViolations, startClass, test, type ClassServer } from './classroom.ts';
import { LESSON, run, terminalReady, type } from './terminal.ts';
import { expect } from './test.ts';

/** One server in class mode, real machines, and a browser for each person. */
let server: ClassServer;

// The first time, the engine of this home builds its images.
test.beforeAll(async () => {
  test.setTimeout(15 * 60_000);
  server = await startClass(1);
});
test.afterAll(async () => {
  test.setTimeout(2 * 60_000);
  await server?.stop();
});

/** As by the QR code: the code stands in the address, a name and the agreement are what is asked. */
async function joinClass(page: Page, code: string, name: string): Promise<void> {
  await page.goto(`/join#${code}`);
  await page.getByTestId('class-name').fill(name);
  await page.getByTestId('class-agree').check();
  await page.getByTestId('class-join').click();
  await expect(page.getByTestId('welcome')).toContainText(name);
  await expect(page.getByTestId('rejoin-code')).toHaveText(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
}

async function startLesson(page: Page): Promise<void> {
  await page.goto(LESSON);
  await page.getByTestId('start-lab').click();
  await terminalReady(page);
}

test('a class: join, pass, be stuck, ask, be answered, export, close', async ({ person }) => {
  test.setTimeout(5 * 60_000);
  const teacher = await person(server.address, 720);
  const [wang, li, han] = [
    await person(server.address),
    await person(server.address),
    await person(server.address),
  ];
  let code = '';

  await test.step('the secret leaves the address bar; a class is made and its board opened', async () => {
    await teacher.goto(`/teach#${server.secret}`);
    await teacher.getByTestId('new-class-title').fill('一班');
    await expect(teacher).toHaveURL(`${server.address}/teach`);
    await noViolations(teacher, 'the list of classes');
    await teacher.getByTestId('new-class').click();
    await expect(teacher.getByTestId('teach-link')).toContainText('/teach#');
    await teacher.getByRole('button', { name: '记好了' }).click();
    await teacher.getByTestId('class-一班').getByRole('button', { name: '打开看板' }).click();
    await teacher.getByRole('button', { name: '加入大屏' }).click();
    const screen = teacher.getByTestId('join-screen');
    code = (await screen.innerText()).match(/[2-9A-Z]{3}-[2-9A-Z]{3}/)![0].replace('-', '');
    await expect(screen.getByRole('img')).toBeVisible();
    await teacher.keyboard.press('Escape');
    await expect(screen).toBeHidden();
  });

  await test.step('who has not joined can read, and is shown the way in', async () => {
    await wang.goto(LESSON);
    await expect(wang.getByTestId('start-lab')).toHaveCount(0);
    await wang.getByTestId('join-first').click();
    await expect(wang.getByTestId('class-code')).toBeVisible();
    await wang.getByTestId('class-code').fill('222222');
    await wang.keyboard.press('Enter');
    await expect(wang.getByRole('alert')).toBeVisible();
  });

  await test.step('three join; the board shows them without a reload', async () => {
    await joinClass(wang, code, '王芳');
    await noViolations(wang, 'joined');
    await joinClass(li, code, '李雷');
    await joinClass(han, code, '韩梅梅');
    for (const name of ['王芳', '李雷', '韩梅梅'])
      await expect(teacher.getByTestId(`row-${name}`)).toContainText('还没有开始');
    await wang.getByTestId('to-course').click();
    await expect(teacher.getByTestId('present')).toHaveText('3/3');
  });

  await test.step('they start; one passes, and the board turns green by the server’s verdict', async () => {
    await startLesson(wang);
    await startLesson(li);
    await startLesson(han);
    await expect(wang.getByTestId('class-bar')).toContainText('王芳');
    await expect(teacher.getByTestId('row-李雷')).toContainText('第 1 步');
    await run(wang, 'docker run hello-world');
    await expect(wang.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'passed');
    const row = teacher.getByTestId('row-王芳');
    await expect(row.getByRole('cell', { name: '完成' })).toHaveCount(1);
    await expect(row).toContainText('第 2 步');
    await expect(teacher.getByTestId('row-韩梅梅').getByRole('cell', { name: '完成' })).toHaveCount(0);
  });

  await test.step('one asks too early, twice: stuck, and on which check', async () => {
    for (const _ of [1, 2]) {
      await li.getByTestId('check-run-hello').click();
      await expect(li.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'failed');
    }
    await expect(teacher.getByTestId('row-李雷')).toContainText('卡在第 1 步');
    await expect(teacher.getByTestId('row-李雷').getByRole('cell', { name: /没通过/ })).toHaveCount(1);
    await expect(teacher.getByTestId('hot')).toContainText('还没有看到由 hello-world 创建');
    await expect(teacher.getByTestId('hot')).toContainText('李雷');
    await teacher.getByTestId('filter-stuck').click();
    await expect(teacher.getByTestId('row-王芳')).toHaveCount(0);
    await expect(teacher.getByTestId('row-李雷')).toBeVisible();
    await teacher.getByTestId('filter-all').click();
  });

  await test.step('raises a hand with a word; nobody but the instructor sees it', async () => {
    await li.getByTestId('raise-hand').click();
    await li.getByTestId('hand-note').fill('为什么没有容器？');
    await noViolations(li, 'raising a hand');
    await li.getByTestId('raise-hand-now').click();
    await expect(li.getByTestId('class-bar')).toContainText('下一个就是你');
    await expect(teacher.getByTestId('hands')).toContainText('李雷');
    await expect(teacher.getByTestId('hands')).toContainText('为什么没有容器？');
    await expect(wang.getByTestId('class-bar')).not.toContainText('李雷');
    await noViolations(teacher, 'the board');
    await teacher.screenshot({ path: 'test-results/shots/board.png' });
  });

  await test.step('names can be hidden for the projector', async () => {
    await teacher.getByRole('button', { name: '隐去姓名' }).click();
    await expect(teacher.getByRole('main')).toContainText('02 号');
    expect(await teacher.getByRole('main').innerText()).not.toMatch(/王芳|李雷|韩梅梅/);
    await teacher.getByRole('button', { name: '隐去姓名' }).click();
  });

  await test.step('the instructor writes to that one alone, and lowers the hand', async () => {
    await teacher.getByTestId('row-李雷').getByRole('button').click();
    await teacher.getByRole('dialog').getByRole('button', { name: '发消息' }).click();
    await teacher.getByTestId('message-text').fill('先运行 docker run，再按检查。');
    await teacher.getByTestId('send').click();
    await expect(teacher.getByTestId('message-text')).toHaveCount(0);
    await teacher.keyboard.press('Escape');
    const note = li.getByTestId('class-message');
    await expect(note).toContainText('先运行 docker run');
    await expect(wang.getByTestId('class-message')).toHaveCount(0);
    await noViolations(li, 'a message');
    await li.screenshot({ path: 'test-results/shots/class-message.png' });
    await note.getByRole('button', { name: '知道了' }).click();
    await expect(note).toHaveCount(0);
    await teacher.getByTestId('handled-李雷').click();
    await expect(teacher.getByTestId('hands')).toContainText('没有人举手');
    await expect(li.getByTestId('raise-hand')).toBeVisible();
  });

  await test.step('paused: what is typed goes nowhere; then it goes on, and the step is passed', async () => {
    await teacher.getByRole('button', { name: '先停一下' }).click();
    await teacher.getByTestId('confirm').click();
    await expect(li.getByText('终端现在不收输入')).toBeVisible();
    await type(li, 'docker run hello-world\n');
    await teacher.getByRole('button', { name: '继续' }).click();
    await teacher.getByTestId('confirm').click();
    await expect(li.getByText('终端现在不收输入')).toBeHidden();
    await expect(li.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'failed');
    await run(li, 'docker run hello-world');
    await expect(li.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'passed');
    await expect(teacher.getByTestId('row-李雷')).toContainText('第 2 步');
    await expect(teacher.getByTestId('stuck')).toContainText('没有人卡住');
  });

  await test.step('the export has what they did', async () => {
    await teacher.getByTestId('board-more').click();
    const downloading = teacher.waitForEvent('download');
    await teacher.getByRole('menuitem', { name: '导出 CSV' }).click();
    const csv = await readFile(await (await downloading).path(), 'utf8');
    const rows = csv.split(/\r?\n/);
    expect(rows.filter((row) => row.includes('李雷')).join()).toMatch(/run-hello|运行 hello-world/);
    expect(csv).toContain('王芳');
  });

  await test.step('the class is closed: machines are gone, what was passed stays', async () => {
    await teacher.getByTestId('board-more').click();
    await teacher.getByRole('menuitem', { name: '结束班级…' }).click();
    await teacher.getByTestId('sure').check();
    await teacher.getByTestId('confirm').click();
    await expect(teacher.getByRole('main')).toContainText('已结束');
    await expect(wang.getByTestId('class-bar')).toContainText('已结束');
    await expect(wang.getByTestId('terminal')).toHaveCount(0);
    await wang.reload();
    await expect(wang.getByTestId('step-run-hello')).toHaveAttribute('data-state', 'passed');
    await expect(wang.getByTestId('start-lab')).toHaveCount(0);
    await expect(wang.getByRole('heading', { name: '这个班结束了' })).toBeVisible();
  });
});
