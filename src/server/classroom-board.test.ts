import { generateKeyPairSync, sign } from 'node:crypto';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { boardMessageSchema, type BoardMember, type BoardMessage } from '../shared/board.ts';
import { learnerClassSchema, type LearnerClass } from '../shared/classroom.ts';
import { signedReportSchema, type Report, type SignedReport } from '../shared/report.ts';
import {
  actionsUrl,
  boardUrl,
  checkUrl,
  exportCsvUrl,
  HAND_URL,
  METRICS_URL,
  LIVE_URL,
  OWN_REPORT_HTML_URL,
  OWN_REPORT_JSON_URL,
  SEEN_URL,
  settingsUrl,
  skipUrl,
  solutionUrl,
  startUrl,
  VERIFY_URL,
} from '../shared/urls.ts';
import { openTestClassroom, type Browser, type TestClassroom } from './test-classroom.ts';

const LAB = 'ch4/hello-world';
const STEP = 'run-hello';
const MINUTE_MS = 60_000;

let room: TestClassroom;
let sockets: { close(): void }[];
beforeEach(async () => {
  room = await openTestClassroom();
  sockets = [];
});
afterEach(async () => {
  for (const socket of sockets) socket.close();
  await room[Symbol.asyncDispose]();
});

/** What a board shows, by nothing but its messages. */
async function openBoard(teacher: Browser, id: string) {
  const opened = await teacher.socket(boardUrl(id));
  if (typeof opened === 'number') throw new Error(`closed ${opened}`);
  sockets.push(opened.socket);
  const messages = (): BoardMessage[] => opened.messages.map((each) => boardMessageSchema.parse(each));
  const members = (): Map<string, BoardMember> => {
    const shown = new Map<string, BoardMember>();
    for (const message of messages()) {
      if (message.type === 'snapshot') for (const each of message.members) shown.set(each.name, each);
      if (message.type === 'member') shown.set(message.member.name, message.member);
    }
    return shown;
  };
  return { messages, member: (name: string) => members().get(name) };
}

async function openPage(browser: Browser) {
  const opened = await browser.socket(LIVE_URL);
  if (typeof opened === 'number') throw new Error(`closed ${opened}`);
  sockets.push(opened.socket);
  const last = (): LearnerClass =>
    learnerClassSchema.parse(opened.messages.findLast(({ type }) => type === 'class')?.['class']);
  await expect.poll(() => opened.messages.length).toBeGreaterThan(1);
  return { class: last };
}
const memberOf = (browser: Browser): string => room.classroom.memberOf(browser.cookie.split('=')[1]!)!.id;

describe('the board', () => {
  test('shows who comes, who is there, and what they do, without asking; numbers have no gap', async () => {
    const { id, code, teacher } = await room.newClass('班');
    const board = await openBoard(teacher, id);
    const ann = await room.joinAs(code, '王芳');
    await expect.poll(() => board.member('王芳')).toMatchObject({ pages: 0, passed: 0 });
    await openPage(ann);
    await expect.poll(() => board.member('王芳')?.pages).toBe(1);
    await ann.post(skipUrl(LAB, STEP));
    await ann.post(solutionUrl(LAB, STEP));
    await expect
      .poll(() => board.member('王芳')?.cells)
      .toMatchObject([{ lab: LAB, step: STEP, state: 'skipped', solutionSeen: true, passedAt: null }]);
    await ann.post(startUrl(LAB));
    await expect
      .poll(() => board.member('王芳')?.machine)
      .toMatchObject({ lab: LAB, state: 'failed', reason: '没有引擎' });
    expect(board.messages().map(({ seq }) => seq)).toEqual(board.messages().map((_, index) => index));
    expect(board.messages()[0]?.type).toBe('snapshot');
  });

  test('a browser can not say that it has passed', async () => {
    const { id, code, teacher } = await room.newClass('班');
    const ann = await room.joinAs(code, '王芳');
    const board = await openBoard(teacher, id);
    for (const body of [
      { outcome: 'passed' },
      { verdict: { outcome: 'passed' } },
      { passedAt: '2026-01-01' },
    ])
      expect((await ann.post(checkUrl(LAB, STEP), body)).status).toBe(400);
    await ann.post(checkUrl(LAB, STEP));
    await ann.post(HAND_URL, { raised: true });
    await expect.poll(() => board.member('王芳')?.hand).not.toBeNull();
    expect(board.member('王芳')).toMatchObject({ passed: 0 });
  });

  test('hands are a line: each sees how many are before them, and it moves up', async () => {
    const { id, code, teacher } = await room.newClass('班');
    const names = ['甲', '乙', '丙'];
    const learners = [];
    for (const name of names) learners.push(await room.joinAs(code, name));
    const pages = await Promise.all(learners.map(openPage));
    for (const learner of learners) {
      room.later(1_000);
      await learner.post(HAND_URL, { raised: true, note: '卡住了' });
    }
    const ahead = () => pages.map((page) => page.class().hand?.ahead);
    await expect.poll(ahead).toEqual([0, 1, 2]);
    await teacher.post(actionsUrl(id), { type: 'lower-hand', member: memberOf(learners[0]!) });
    await expect.poll(ahead).toEqual([undefined, 0, 1]);
  });

  test('the operator sees how many they are, and not who', async () => {
    const metrics = async (): Promise<string> =>
      (await fetch(`http://127.0.0.1:${room.port}${METRICS_URL}`)).text();
    const { id, code, teacher } = await room.newClass('班');
    const learner = await room.joinAs(code, '甲');
    await learner.post(HAND_URL, { raised: true, note: '卡住了' });
    const text = await metrics();
    expect(text).toMatch(/^matou_classes 1$/m);
    expect(text).toMatch(/^matou_class_members 1$/m);
    expect(text).toMatch(/^matou_hands_raised 1$/m);
    expect(text).not.toContain('甲');
    await teacher.post(actionsUrl(id), { type: 'close' });
    expect(await metrics()).toMatch(/^matou_class_members 0$/m);
  });
});

describe('what the instructor says and sets', () => {
  test('a message comes to whom it is meant for, until it is seen, also over a reload', async () => {
    const { id, code, teacher } = await room.newClass('班');
    const [ann, bob] = [await room.joinAs(code, '甲'), await room.joinAs(code, '乙')];
    const [pageOfAnn, pageOfBob] = [await openPage(ann), await openPage(bob)];
    await teacher.post(actionsUrl(id), { type: 'message', to: memberOf(ann), text: '<b>看第 2 步</b>' });
    await expect
      .poll(() => pageOfAnn.class().messages)
      .toMatchObject([{ text: '<b>看第 2 步</b>', personal: true }]);
    expect(pageOfBob.class().messages).toEqual([]);
    const again = await openPage(ann);
    expect(again.class().messages).toHaveLength(1);
    await ann.post(SEEN_URL, { what: 'message', id: 10 ** 9 });
    await expect.poll(() => again.class().messages).toEqual([]);
    // "All that may ever come" was not seen: the next one is shown.
    await teacher.post(actionsUrl(id), { type: 'message', to: null, text: '下课了' });
    await expect.poll(() => again.class().messages).toMatchObject([{ text: '下课了', personal: false }]);
  });

  test.each([
    ['paused', { type: 'pause', paused: true }, 'paused'],
    ['closed', { type: 'close' }, 'class-closed'],
    ['open for other labs only', undefined, 'lab-closed'],
  ] as const)('a class that is %s lets nobody start', async (_, action, code) => {
    const at = await room.newClass('班');
    const ann = await room.joinAs(at.code, '甲');
    const others = room.labs.filter((lab) => lab !== LAB);
    if (action) await at.teacher.post(actionsUrl(at.id), action);
    else await at.teacher.post(settingsUrl(at.id), { openLabs: others });
    expect(await ann.post(startUrl(LAB))).toMatchObject({ status: 409, code });
    await at.teacher.post(settingsUrl(at.id), { openLabs: null });
    for (const undo of [{ type: 'pause', paused: false }, { type: 'open' }])
      await at.teacher.post(actionsUrl(at.id), undo);
    expect((await ann.post(startUrl(LAB))).status).toBe(202);
  });

  test('when time is up nothing starts; more time, for one or for all, lets it go on', async () => {
    const { id, code, teacher } = await room.newClass('考试');
    const [ann, bob] = [await room.joinAs(code, '甲'), await room.joinAs(code, '乙')];
    const closesAt = new Date(Date.now() + 10 * MINUTE_MS).toISOString();
    await teacher.post(settingsUrl(id), { closesAt, overtimeMinutes: 5 });
    const page = await openPage(ann);
    expect(page.class()).toMatchObject({ closesAt });
    expect(Date.parse(page.class().machinesUntil!) - Date.parse(closesAt)).toBe(5 * MINUTE_MS);
    room.later(11 * MINUTE_MS);
    for (const each of [ann, bob])
      expect(await each.post(startUrl(LAB))).toMatchObject({ status: 409, code: 'time-is-up' });
    await teacher.post(actionsUrl(id), { type: 'extend', to: memberOf(ann), minutes: 5 });
    expect((await ann.post(startUrl(LAB))).status).toBe(202);
    expect(await bob.post(startUrl(LAB))).toMatchObject({ code: 'time-is-up' });
    await teacher.post(actionsUrl(id), { type: 'extend', to: null, minutes: 5 });
    expect((await bob.post(startUrl(LAB))).status).toBe(202);
  });

  test('without solutions none is shown, nor are steps done by them, unless the instructor asks to come there', async () => {
    const { id, code, teacher } = await room.newClass('班');
    const ann = await room.joinAs(code, '甲');
    await teacher.post(settingsUrl(id), { solutions: false });
    const from = 'list-exited';
    expect(await ann.post(solutionUrl(LAB, STEP))).toMatchObject({ status: 403, code: 'no-solutions' });
    expect(await ann.post(startUrl(LAB), { from })).toMatchObject({ status: 403, code: 'no-solutions' });
    const page = await openPage(ann);
    await teacher.post(actionsUrl(id), { type: 'go-to', to: null, lab: LAB, step: from, force: false });
    await expect.poll(() => page.class().goTo).toMatchObject({ lab: LAB, step: from });
    expect((await ann.post(startUrl(LAB), { from })).status).toBe(202);
    await expect.poll(() => page.class().goTo).toBeNull();
    expect(await ann.post(startUrl(LAB), { from, replace: true })).toMatchObject({ code: 'no-solutions' });
  });

  test('what is not there is named', async () => {
    const { id, teacher } = await room.newClass('班');
    const act = (body: object) => teacher.post(actionsUrl(id), body);
    expect((await act({ type: 'go-to', to: null, lab: 'ch4/nope', step: 'x', force: false })).status).toBe(
      400,
    );
    expect((await act({ type: 'message', to: 'nobody', text: 'x' })).status).toBe(404);
    expect((await act({ type: 'explode' })).status).toBe(400);
    expect((await teacher.post(settingsUrl(id), { openLabs: ['ch4/nope'] })).status).toBe(400);
  });
});

describe('what is taken home', () => {
  test('a table that no spreadsheet runs, and that Excel reads as Chinese', async () => {
    const { id, code, teacher } = await room.newClass('班');
    for (const name of ['=HYPERLINK("//x","王")', '+1+1', '@SUM(A1)', '－2', '王"芳,\n'])
      await room.joinAs(code, name);
    const csv = (await teacher.get(exportCsvUrl(id))).text;
    expect(csv.startsWith('\ufeff"姓名"')).toBe(true);
    const first = csv
      .split('\r\n')
      .slice(1, 6)
      .map((line) => line.split('",')[0]);
    expect(first).toEqual(
      ['"\'=HYPERLINK(""//x"', '"\'+1+1', '"\'@SUM(A1)', '"\'-2', '"王""芳'].map(
        (s) => expect.stringContaining(s) as string,
      ),
    );
  });

  test('a report in which everything is text, and nothing may run', async () => {
    const { code } = await room.newClass('班');
    const ann = await room.joinAs(code, '<script>1</script>');
    await ann.post(HAND_URL, { raised: true, note: '"><img src=x onerror=alert(1)>' });
    const { text, headers } = await ann.get(OWN_REPORT_HTML_URL);
    expect(text).toContain('&lt;script&gt;1&lt;/script&gt;');
    expect(text).not.toMatch(/<script|<img/);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  test('a signed report is genuine; a changed one, and one signed by somebody else, is not', async () => {
    const { code } = await room.newClass('班');
    const ann = await room.joinAs(code, '王芳');
    await ann.post(skipUrl(LAB, STEP));
    const signed = signedReportSchema.parse(JSON.parse((await ann.get(OWN_REPORT_JSON_URL)).text));
    const verify = async (report: SignedReport) => (await room.browser().post(VERIFY_URL, report)).body;
    expect(await verify(signed)).toMatchObject({
      genuine: true,
      report: {
        name: '王芳',
        steps: [{ step: STEP, passedAt: null }],
        evidence: [{ kind: 'joined' }, { kind: 'skipped' }],
      },
    });
    const changed = JSON.parse(signed.report) as Report;
    const better = JSON.stringify({
      ...changed,
      steps: changed.steps.map((step) => ({ ...step, passedAt: new Date().toISOString(), skippedAt: null })),
    });
    expect(await verify({ ...signed, report: better })).toMatchObject({ genuine: false });
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const own = {
      ...signed,
      report: better,
      publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      signature: sign(null, Buffer.from(better), privateKey).toString('base64'),
    };
    expect(await verify(own)).toMatchObject({ genuine: false });
    expect((await room.browser().post(VERIFY_URL, { report: '{}' })).status).toBe(400);
  });

  test('evidence can be added to, and nothing else', async () => {
    const { code } = await room.newClass('班');
    const ann = await room.joinAs(code, '王芳');
    await ann.get(OWN_REPORT_JSON_URL); // written out
    const db = new Database(room.file);
    expect(db.prepare('SELECT count(*) AS n FROM evidence').get()).toEqual({ n: 1 });
    for (const sql of ["UPDATE evidence SET kind = 'passed'", 'DELETE FROM evidence'])
      expect(() => db.exec(sql)).toThrow('only added to');
    db.close();
  });
});
