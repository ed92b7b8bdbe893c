import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  actionsUrl,
  codesUrl,
  JOIN_URL,
  LEAVE_URL,
  LIVE_URL,
  LOOK_URL,
  PROGRESS_URL,
  REJOIN_URL,
  SESSION_URL,
  settingsUrl,
  skipUrl,
  startUrl,
  terminalUrl,
} from '../shared/urls.ts';
import { LEARNER_COOKIE } from './learner.ts';
import { openTestClassroom, type TestClassroom } from './test-classroom.ts';

const LAB = 'ch4/hello-world';

let room: TestClassroom;
beforeEach(async () => {
  room = await openTestClassroom();
});
afterEach(() => room[Symbol.asyncDispose]());

describe('who has not joined', () => {
  test('reads, and nothing else', async () => {
    const stranger = room.browser();
    expect(JSON.parse((await stranger.get(SESSION_URL)).text)).toEqual({
      learner: null,
      engine: 'own',
      activeLab: null,
      classroom: 'outside',
    });
    expect((await stranger.get(SESSION_URL)).headers['set-cookie']).toBeUndefined();
    expect((await stranger.get(PROGRESS_URL)).status).toBe(403);
    expect(await stranger.post(startUrl(LAB))).toMatchObject({ status: 403, code: 'join-first' });
    for (const url of [LIVE_URL, terminalUrl(LAB, 1)]) expect(await stranger.socket(url)).toBe(4401);
  });

  test('nor does a learner of the time before there were classes get by', async () => {
    const old = 'A'.repeat(22);
    room.progress.ensureLearner(old);
    const browser = room.browser(`${LEARNER_COOKIE}=${old}`);
    expect(await browser.post(startUrl(LAB))).toMatchObject({ status: 403, code: 'join-first' });
    expect(await browser.socket(LIVE_URL)).toBe(4401);
  });
});

describe('joining', () => {
  test('a code and a name give a learner; the page is told which class it is in', async () => {
    const { code } = await room.newClass('容器一班');
    const ann = await room.joinAs(code.toLowerCase(), '  王 芳 ');
    expect(ann.name).toBe('王 芳');
    expect(JSON.parse((await ann.get(SESSION_URL)).text)).toMatchObject({ classroom: 'joined' });
    const live = await ann.socket(LIVE_URL);
    if (typeof live === 'number') throw new Error(`closed ${live}`);
    await expect
      .poll(() => live.messages.find(({ type }) => type === 'class'))
      .toMatchObject({
        class: { title: '容器一班', name: '王 芳', state: 'open', paused: false, goTo: null, messages: [] },
      });
    expect((await ann.post(startUrl(LAB))).status).toBe(202);
    live.socket.close();
  });

  test('nobody else ever hears the id that is in the cookie', async () => {
    const { id, code, teacher } = await room.newClass('班');
    const ann = await room.joinAs(code, '王芳');
    const secret = ann.cookie.split('=')[1]!;
    const board = await teacher.socket(`/api/classes/${id}/board`);
    if (typeof board === 'number') throw new Error(`closed ${board}`);
    await expect.poll(() => JSON.stringify(board.messages)).toContain('王芳');
    expect(JSON.stringify(board.messages)).not.toContain(secret);
    board.socket.close();
  });

  test('a second of the same name is told apart, also one that only looks the same', async () => {
    const { code } = await room.newClass('班');
    const names = [];
    for (const name of ['王芳', '王芳', 'ＬＩ', 'LI', '王\u200b芳', '王芳\u202e'])
      names.push((await room.joinAs(code, name)).name);
    expect(names).toEqual(['王芳', '王芳（2）', 'LI', 'LI（2）', '王芳（3）', '王芳（4）']);
  });

  test.each([
    ['nothing', ''],
    ['blanks', ' \t '],
    ['what can not be seen', '\u200b\u202e'],
    ['no letter', '---'],
    ['a novel', '王'.repeat(25)],
  ])('a name of %s is refused', async (_, name) => {
    const { code } = await room.newClass('班');
    expect(await room.browser().post(JOIN_URL, { code, name })).toMatchObject({
      status: 400,
      code: 'bad-name',
    });
  });

  test('markup in a name is just its text', async () => {
    const { code } = await room.newClass('班');
    const name = '<img src=x onerror=1>';
    expect((await room.joinAs(code, name)).name).toBe(name);
  });

  test('the personal code makes another computer the same learner, until there is a new one', async () => {
    const { code } = await room.newClass('班');
    const ann = await room.joinAs(code, '王芳');
    await ann.post(skipUrl(LAB, 'run-hello'));
    const again = await room.joinAs(ann.rejoin, '');
    expect(again).toMatchObject({ name: '王芳', cookie: ann.cookie });
    expect(JSON.parse((await again.get(PROGRESS_URL)).text)).toMatchObject({
      steps: [{ step: 'run-hello' }],
    });
    const { rejoin } = (await again.post(REJOIN_URL)).body as { rejoin: string };
    expect(await room.browser().post(JOIN_URL, { code: ann.rejoin })).toMatchObject({ code: 'wrong-code' });
    expect((await room.joinAs(rejoin, '')).cookie).toBe(ann.cookie);
  });

  test('a one-time code lets one person in, with its own name; the class code none, where the class says so', async () => {
    const { id, code, teacher } = await room.newClass('考试');
    await teacher.post(settingsUrl(id), { joinBy: 'list' });
    expect(await room.browser().post(JOIN_URL, { code, name: '王芳' })).toMatchObject({ code: 'wrong-code' });
    const { codes } = (await teacher.post(codesUrl(id), { names: ['李雷', '韩梅梅'] })).body as {
      codes: { code: string; name: string }[];
    };
    expect(codes.map(({ name }) => name)).toEqual(['李雷', '韩梅梅']);
    const [first] = codes;
    expect((await room.browser().post(LOOK_URL, { code: first!.code })).body).toMatchObject({
      kind: 'one-time',
      title: '考试',
      name: '李雷',
    });
    // Both at once: one of them gets in.
    const both = await Promise.all(
      ['x', 'y'].map((name) => room.browser().post(JOIN_URL, { code: first!.code, name })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(both.find(({ status }) => status === 200)?.body).toMatchObject({ name: '李雷' });
  });

  test('guessing is slow: after many wrong codes even the right one is refused, for a while', async () => {
    const { code } = await room.newClass('班');
    for (let n = 0; n < 60; n++)
      expect((await room.browser().post(LOOK_URL, { code: 'ZZZZZZ' })).code).toBe('wrong-code');
    expect(await room.browser().post(JOIN_URL, { code, name: '王芳' })).toMatchObject({
      status: 429,
      code: 'too-many',
    });
    room.later(11 * 60_000);
    expect((await room.joinAs(code, '王芳')).name).toBe('王芳');
  });

  test('what is recorded is said before', async () => {
    const { id, code, teacher } = await room.newClass('班');
    const notices = async () =>
      ((await room.browser().post(LOOK_URL, { code })).body as { notices: string[] }).notices.join();
    expect(await notices()).toContain('命令');
    expect(await notices()).not.toContain('录像');
    await teacher.post(settingsUrl(id), { record: true });
    expect(await notices()).toContain('录像');
    await teacher.post(settingsUrl(id), { record: false });
    await room.joinAs(code, '王芳');
    expect(await teacher.post(settingsUrl(id), { record: true })).toMatchObject({ code: 'not-allowed' });
  });

  test('换人 forgets the browser only; removed is out for good', async () => {
    const { id, code, teacher } = await room.newClass('班');
    const ann = await room.joinAs(code, '王芳');
    const live = await ann.socket(LIVE_URL);
    if (typeof live === 'number') throw new Error(`closed ${live}`);
    const left = await room.app.inject({
      method: 'POST',
      url: LEAVE_URL,
      headers: { host: `127.0.0.1:${room.port}`, cookie: ann.cookie, 'content-type': 'application/json' },
      payload: '{}',
    });
    expect(left.cookies[0]).toMatchObject({ name: LEARNER_COOKIE, value: '' });
    expect((await room.joinAs(ann.rejoin, '')).name).toBe('王芳');

    const closed = new Promise((resolve) => live.socket.once('close', resolve));
    const member = room.classroom.memberOf(ann.cookie.split('=')[1]!)!.id;
    expect((await teacher.post(actionsUrl(id), { type: 'remove', member })).status).toBe(200);
    expect(await closed).toBe(4401);
    expect(await ann.post(startUrl(LAB))).toMatchObject({ status: 403, code: 'removed' });
    expect(await room.browser().post(JOIN_URL, { code: ann.rejoin })).toMatchObject({ code: 'wrong-code' });
  });
});
