import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PERMISSIONS, type Permission } from '../engine/classroom.ts';
import {
  actionsUrl,
  boardUrl,
  CLASSES_URL,
  codesUrl,
  exportCsvUrl,
  exportJsonUrl,
  HAND_URL,
  linkUrl,
  LIVE_URL,
  memberRejoinUrl,
  reportHtmlUrl,
  reportJsonUrl,
  SEEN_URL,
  settingsUrl,
  terminalUrl,
} from '../shared/urls.ts';
import { LEARNER_COOKIE, STAFF_COOKIE } from './learner.ts';
import { openTestClassroom, type Browser, type TestClassroom } from './test-classroom.ts';

/** Who may do what in a class, each cell by a real request with the cookies of that person and no others. */

let room: TestClassroom;
beforeAll(async () => {
  room = await openTestClassroom();
});
afterAll(() => room[Symbol.asyncDispose]());

const WHO = [
  'self',
  'other',
  'elsewhere',
  'instructor',
  'instructor elsewhere',
  'stranger',
  'owner',
] as const;
type Who = (typeof WHO)[number];

interface Scene {
  readonly id: string;
  /** Of the learner that it is about. */
  readonly member: string;
  readonly as: Record<Who, Browser>;
}

async function scene(): Promise<Scene> {
  room.moveOn();
  const here = await room.newClass('这个班');
  const there = await room.newClass('别的班');
  const self = await room.joinAs(here.code, '王芳');
  const member = room.classroom.memberOf(self.cookie.split('=')[1]!)!.id;
  // The right ids, in the wrong cookies, in the shape that cookies have.
  const guessed = room.browser(
    `${LEARNER_COOKIE}=${member.padEnd(22, 'A')}`,
    `${STAFF_COOKIE}=${here.id.padEnd(32, 'A')}`,
  );
  return {
    id: here.id,
    member,
    as: {
      self,
      other: await room.joinAs(here.code, '李雷'),
      elsewhere: await room.joinAs(there.code, '韩梅梅'),
      instructor: here.teacher,
      'instructor elsewhere': there.teacher,
      stranger: guessed,
      owner: await room.owner(),
    },
  };
}

type Try = (browser: Browser, scene: Scene) => Promise<number>;
const posts =
  (url: (scene: Scene) => string, body: (scene: Scene) => object = () => ({})): Try =>
  async (browser, at) =>
    (await browser.post(url(at), body(at))).status;
const gets =
  (url: (scene: Scene) => string): Try =>
  async (browser, at) =>
    (await browser.get(url(at))).status;
const opens =
  (url: (scene: Scene) => string): Try =>
  async (browser, at) => {
    const opened = await browser.socket(url(at));
    if (typeof opened === 'number') return opened === 4403 ? 403 : opened;
    opened.socket.close();
    return 200;
  };

const STAFF = ['instructor', 'owner'] as const;
const ABOUT_ONE = ['self', ...STAFF] as const;
const TABLE: readonly (readonly [Permission, string, Try, readonly Who[]])[] = [
  [
    'class.create',
    'make a class',
    posts(
      () => CLASSES_URL,
      () => ({ title: '新班' }),
    ),
    ['owner'],
  ],
  ['class.board', 'open the board', opens(({ id }) => boardUrl(id)), STAFF],
  [
    'class.settings',
    'change settings',
    posts(
      ({ id }) => settingsUrl(id),
      () => ({ solutions: false }),
    ),
    STAFF,
  ],
  ['class.link', 'renew the link', posts(({ id }) => linkUrl(id)), STAFF],
  [
    'class.codes',
    'make one-time codes',
    posts(
      ({ id }) => codesUrl(id),
      () => ({ count: 2 }),
    ),
    STAFF,
  ],
  [
    'class.act',
    'pause',
    posts(
      ({ id }) => actionsUrl(id),
      () => ({ type: 'pause', paused: true }),
    ),
    STAFF,
  ],
  [
    'class.act',
    'write to a learner',
    posts(
      ({ id }) => actionsUrl(id),
      ({ member }) => ({ type: 'message', to: member, text: '好' }),
    ),
    STAFF,
  ],
  [
    'class.act',
    'remove a learner',
    posts(
      ({ id }) => actionsUrl(id),
      ({ member }) => ({ type: 'remove', member }),
    ),
    STAFF,
  ],
  [
    'class.act',
    'close the class',
    posts(
      ({ id }) => actionsUrl(id),
      () => ({ type: 'close' }),
    ),
    STAFF,
  ],
  ['class.export', 'export CSV', gets(({ id }) => exportCsvUrl(id)), STAFF],
  ['class.export', 'export JSON', gets(({ id }) => exportJsonUrl(id)), STAFF],
  [
    'member.rejoin',
    'make a personal code',
    posts(({ id, member }) => memberRejoinUrl(id, member)),
    ABOUT_ONE,
  ],
  ['member.report', 'read the report', gets(({ id, member }) => reportHtmlUrl(id, member)), ABOUT_ONE],
  ['member.report', 'download the report', gets(({ id, member }) => reportJsonUrl(id, member)), ABOUT_ONE],
];

describe.each(TABLE)('%s: %s', (_permission, _what, attempt, allowed) => {
  test.each(WHO)('%s', async (who) => {
    const at = await scene();
    const status = await attempt(at.as[who], at);
    expect(status).toBe(allowed.includes(who) ? 200 : 403);
  });

  test('a class that is not there looks no different to who may not', async () => {
    const at = await scene();
    const nowhere = { ...at, id: 'AAAAAAAAAAAA' };
    for (const who of ['self', 'instructor elsewhere', 'stranger'] as const)
      expect(await attempt(at.as[who], nowhere)).toBe(403);
  });
});

describe.each([
  ['member.hand', HAND_URL, { raised: true, note: '帮我看看' }],
  ['member.seen', SEEN_URL, { what: 'message', id: 1_000_000 }],
] as const)('%s: in nobody else’s name', (_permission, url, body) => {
  test.each(WHO)('%s', async (who) => {
    const at = await scene();
    const of = (name: Who) => room.classroom.memberOf(at.as[name].cookie.split('=')[1]!);
    await at.as.instructor.post(actionsUrl(at.id), { type: 'message', to: null, text: '请看黑板' });
    const before = of('self');
    const { status } = await at.as[who].post(url, body);
    const isLearner = who === 'self' || who === 'other' || who === 'elsewhere';
    expect(status).toBe(isLearner ? 200 : 403);
    if (who === 'self') expect(of('self')).not.toEqual(before);
    else expect(of('self')).toEqual(before);
  });
});

test.each(['stranger', 'instructor elsewhere'] as const)('%s: no socket of a learner', async (who) => {
  const at = await scene();
  const stolen = room.browser(at.as[who].cookie, `${LEARNER_COOKIE}=${at.member}`);
  for (const url of [LIVE_URL, terminalUrl('ch4/hello-world', 1)])
    expect(await stolen.socket(url)).toBe(4401);
});

test('a renewed link ends what the old one gave, also a board that is open', async () => {
  const at = await scene();
  expect((await at.as.owner.post(linkUrl(at.id))).status).toBe(200);
  expect(await at.as.instructor.socket(boardUrl(at.id))).toBe(4403);
});

/** Terminals that somebody else looks at: their cells are in watching.test.ts. */
const WATCHING: readonly Permission[] = [
  'class.watch',
  'class.broadcast',
  'class.see-broadcast',
  'member.recordings',
  'member.control',
];

test('every permission has its cells', () => {
  const tested = new Set<Permission>([
    ...TABLE.map(([permission]) => permission),
    'member.hand',
    'member.seen',
    ...WATCHING,
  ]);
  expect(PERMISSIONS.filter((permission) => !tested.has(permission))).toEqual([]);
});
