import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  boardUrl,
  broadcastTerminalUrl,
  broadcastUrl,
  CONTROL_URL,
  memberTerminalsUrl,
  recordingsUrl,
  recordingUrl,
  wallUrl,
  watchUrl,
} from '../shared/urls.ts';
import { openTestClassroom, type Browser, type TestClassroom } from './test-classroom.ts';

/** What a request came to: an HTTP status, or a socket's first message or close code. */
type Outcome = number | 'open';

let room: TestClassroom;
let member: string;
let classId: string;
const who: Record<string, Browser> = {};

beforeAll(async () => {
  room = await openTestClassroom();
  const mine = await room.newClass('一班');
  const other = await room.newClass('二班');
  classId = mine.id;
  who['the learner'] = await room.joinAs(mine.code, '王芳');
  who['a classmate'] = await room.joinAs(mine.code, '李雷');
  who['a learner of another class'] = await room.joinAs(other.code, '韩梅');
  who['the instructor'] = mine.teacher;
  who['an instructor of another class'] = other.teacher;
  who['the owner'] = await room.owner();
  who['a stranger'] = room.browser();
  const board = await mine.teacher.socket(boardUrl(classId));
  if (typeof board === 'number') throw new Error(`no board: ${board}`);
  const [snapshot] = board.messages as unknown as [{ members: { member: string; name: string }[] }];
  member = snapshot.members.find(({ name }) => name === '王芳')!.member;
  board.socket.close();
});
afterAll(() => room[Symbol.asyncDispose]());

const NO = 'no';
const socket =
  (url: () => string) =>
  async (browser: Browser): Promise<Outcome> => {
    const answer = await browser.socket(url());
    if (typeof answer === 'number') return answer;
    answer.socket.close();
    return 'open';
  };
const get =
  (url: () => string) =>
  async (browser: Browser): Promise<Outcome> =>
    (await browser.get(url())).status;
const post =
  (url: () => string, body: object) =>
  async (browser: Browser): Promise<Outcome> =>
    (await browser.post(url(), body)).status;

/** There is no engine here, so nobody has a terminal: who is let in is told that (4404), the others that they may not. */
const CELLS: readonly (readonly [
  action: string,
  ask: (browser: Browser) => Promise<Outcome>,
  allowed: Readonly<Record<string, Outcome>>,
])[] = [
  [
    'list the terminals of a learner',
    get(() => memberTerminalsUrl(classId, member)),
    { 'the instructor': 200, 'the owner': 200 },
  ],
  [
    'watch a terminal',
    socket(() => watchUrl(classId, member, 1)),
    { 'the instructor': 4404, 'the owner': 4404 },
  ],
  ['see the wall', socket(() => wallUrl(classId)), { 'the instructor': 'open', 'the owner': 'open' }],
  ['ask about the broadcast', get(() => broadcastUrl(classId)), { 'the instructor': 200, 'the owner': 200 }],
  [
    'end the broadcast',
    post(() => broadcastUrl(classId), { terminal: null }),
    { 'the instructor': 200, 'the owner': 200 },
  ],
  [
    'see the broadcast',
    socket(() => broadcastTerminalUrl(classId)),
    { 'the learner': 4404, 'a classmate': 4404, 'the instructor': 4404, 'the owner': 4404 },
  ],
  [
    'list recordings',
    get(() => recordingsUrl(classId, member)),
    { 'the learner': 200, 'the instructor': 200, 'the owner': 200 },
  ],
  [
    'play a recording that there is not',
    get(() => recordingUrl(classId, member, '20261125T083000123Z-1')),
    { 'the learner': 404, 'the instructor': 404, 'the owner': 404 },
  ],
  [
    // Each for their own terminal: an answer to a request that there is not does nothing.
    'answer a request for control',
    post(() => CONTROL_URL, { id: 1, allow: true }),
    { 'the learner': 200, 'a classmate': 200, 'a learner of another class': 200 },
  ],
];

describe.each(CELLS)('who may %s', (_action, ask, allowed) => {
  test.each([
    'the learner',
    'a classmate',
    'a learner of another class',
    'the instructor',
    'an instructor of another class',
    'the owner',
    'a stranger',
  ])('%s', async (name) => {
    const outcome = await ask(who[name]!);
    const refused = typeof outcome === 'number' && [401, 403, 4401, 4403].includes(outcome);
    expect(refused ? NO : outcome).toBe(allowed[name] ?? NO);
  });
});

test('a guessed id of a member is as good as none', async () => {
  expect(await socket(() => watchUrl(classId, 'nobody', 1))(who['the instructor']!)).toBe(4403);
  expect((await who['the instructor']!.get(memberTerminalsUrl(classId, 'nobody'))).status).toBe(404);
});

test('a terminal that is no number, and a recording that is no name, lead nowhere', async () => {
  const url = watchUrl(classId, member, 1).replace(/1$/, '1%2F..%2F2');
  expect(await socket(() => url)(who['the instructor']!)).toBe(4404);
  for (const id of ['..', '../../progress.db', '%00', 'x'.repeat(90)])
    expect((await who['the learner']!.get(recordingUrl(classId, member, id))).status).toBe(404);
});
