import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { Classroom } from '../engine/classroom.ts';
import { LabSessions } from '../engine/lab-sessions.ts';
import { loadLabs } from '../engine/labs.ts';
import type { MachinePool } from '../engine/machine.ts';
import { openProgress, type ProgressStore } from '../engine/progress.ts';
import { Recordings } from '../engine/recordings.ts';
import { UserError } from '../shared/errors.ts';
import { CLASSES_URL, JOIN_URL, STAFF_URL } from '../shared/urls.ts';
import { buildApp } from './app.ts';
import { LEARNER_COOKIE, STAFF_COOKIE } from './learner.ts';
import { openHealth } from './health.ts';
import { openMetrics } from './metrics.ts';
import { Gate } from './security.ts';

/** Real routes, classes, sessions and progress; only there is no engine, so a start fails and says so. */
const NO_MACHINES: MachinePool = {
  take: () => Promise.reject(new UserError('没有引擎', '这是测试')),
  want: () => {},
  warm: () => Promise.resolve(),
  idle: () => 0,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
const labs = await loadLabs(resolve(import.meta.dirname, '../../labs'));

export interface Browser {
  readonly cookie: string;
  post(url: string, body?: unknown): Promise<{ status: number; body: unknown; code: string | undefined }>;
  get(url: string): Promise<{ status: number; text: string; headers: Record<string, unknown> }>;
  /** Resolves with the first message, or with the code of the close or the refusal. */
  socket(url: string): Promise<{ messages: Record<string, unknown>[]; socket: WebSocket } | number>;
}

export interface TestClassroom extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly classroom: Classroom;
  readonly sessions: LabSessions;
  readonly progress: ProgressStore;
  readonly port: number;
  /** Ids of all labs. */
  readonly labs: readonly string[];
  /** The database. */
  readonly file: string;
  /** From now on requests come from another address: the server counts them by it. */
  moveOn(): void;
  /** Moves the class's clock. */
  later(ms: number): void;
  browser(...cookies: string[]): Browser;
  owner(): Promise<Browser>;
  /** A class, its code, and a browser that has its link and nothing else. */
  newClass(title: string): Promise<{ id: string; code: string; teacher: Browser }>;
  joinAs(code: string, name: string): Promise<Browser & { name: string; rejoin: string }>;
}

export async function openTestClassroom(): Promise<TestClassroom> {
  const dir = mkdtempSync(join(tmpdir(), 'matou-classroom-'));
  const progress = openProgress(join(dir, 'progress.db'));
  const log = pino({ level: 'silent' });
  const settings = { idleMs: 60_000, maxTerminals: 2 };
  const sessions = new LabSessions(labs, 'own', { pool: NO_MACHINES, progress, settings, log });
  let ahead = 0;
  let places = 0;
  const remoteAddress = (): string => `10.0.${places >> 8}.${places & 255}`;
  const now = (): Date => new Date(Date.now() + ahead);
  const recordings = new Recordings(join(dir, 'recordings'));
  const classroom = new Classroom({ labs, sessions, progress, machines: 5, log, now, recordings });
  let gate = new Gate({ host: '127.0.0.1', port: 0 });
  const addresses = (): string[] => ['http://192.168.1.20:3030'];
  const idleMachines = (): number => 0;
  const pingEngine = (): Promise<void> => Promise.resolve();
  const proveWritable = (): void => progress.proveWritable();
  const health = openHealth({ home: dir, warm: 0, minFreeBytes: 0, pingEngine, proveWritable, idleMachines });
  const metrics = openMetrics({
    home: dir,
    health,
    idleMachines,
    count: () => sessions.count(),
    classes: () => classroom.count(),
  });
  const operations = { health, metrics, token: undefined };
  const app = await buildApp({ sessions, progress, log, operations, classroom, addresses, gate: () => gate });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  gate = new Gate({ host: '127.0.0.1', port });

  const browser = (...cookies: string[]): Browser => {
    const cookie = cookies.filter(Boolean).join('; ');
    const headers = { host: `127.0.0.1:${port}`, ...(cookie && { cookie }) };
    return {
      cookie,
      async post(url, body = {}) {
        const answer = await app.inject({
          method: 'POST',
          url,
          remoteAddress: remoteAddress(),
          headers: { ...headers, 'content-type': 'application/json' },
          payload: JSON.stringify(body),
        });
        const json = answer.json<{ error?: { code: string } }>();
        return { status: answer.statusCode, body: json, code: json.error?.code };
      },
      async get(url) {
        const answer = await app.inject({ url, headers, remoteAddress: remoteAddress() });
        return { status: answer.statusCode, text: answer.body, headers: answer.headers };
      },
      socket: (url) =>
        new Promise((done) => {
          const socket = new WebSocket(`ws://127.0.0.1:${port}${url}`, { headers });
          const messages: Record<string, unknown>[] = [];
          socket.on('message', (data: Buffer) => {
            messages.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
            done({ messages, socket });
          });
          socket.once('unexpected-response', (_, response) => done(response.statusCode ?? 0));
          socket.once('close', (code) => done(code));
          socket.once('error', () => {});
        }),
    };
  };
  const cookieOf = async (url: string, body: object, name: string, from?: Browser) => {
    const answer = await app.inject({
      method: 'POST',
      url,
      remoteAddress: remoteAddress(),
      headers: { host: `127.0.0.1:${port}`, 'content-type': 'application/json', cookie: from?.cookie ?? '' },
      payload: JSON.stringify(body),
    });
    const cookie = answer.cookies.find((each) => each.name === name);
    if (!cookie) throw new Error(`no cookie: ${answer.body}`);
    return { cookie: `${name}=${cookie.value}`, body: answer.json<Record<string, string>>() };
  };
  const owner = async (): Promise<Browser> => {
    const { cookie } = await cookieOf(STAFF_URL, { secret: classroom.newOwnerSecret() }, STAFF_COOKIE);
    return browser(cookie);
  };

  return {
    app,
    classroom,
    sessions,
    progress,
    port,
    labs: labs.map(({ id }) => id),
    file: join(dir, 'progress.db'),
    moveOn: () => void (places += 1),
    later: (ms) => void (ahead += ms),
    browser,
    owner,
    async newClass(title) {
      const made = (await (await owner()).post(CLASSES_URL, { title })).body as {
        class: { class: string; code: string };
        secret: string;
      };
      const { cookie } = await cookieOf(STAFF_URL, { secret: made.secret }, STAFF_COOKIE);
      return { id: made.class.class, code: made.class.code, teacher: browser(cookie) };
    },
    async joinAs(code, name) {
      const { cookie, body } = await cookieOf(JOIN_URL, { code, name }, LEARNER_COOKIE);
      return { ...browser(cookie), name: body['name']!, rejoin: body['rejoin']! };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      classroom[Symbol.dispose]();
      await sessions[Symbol.asyncDispose]();
      progress[Symbol.dispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
