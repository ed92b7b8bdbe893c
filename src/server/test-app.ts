import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { LabSessions } from '../engine/lab-sessions.ts';
import { loadLabs } from '../engine/labs.ts';
import type { MachinePool } from '../engine/machine.ts';
import { openProgress, type ProgressStore } from '../engine/progress.ts';
import { UserError } from '../shared/errors.ts';
import { SESSION_URL } from '../shared/urls.ts';
import { buildApp } from './app.ts';
import type { AppDeps } from './deps.ts';
import { openHealth } from './health.ts';
import { LEARNER_COOKIE } from './learner.ts';
import { openMetrics } from './metrics.ts';
import { Gate } from './security.ts';

const NO_MACHINES: MachinePool = {
  take: () => Promise.reject(new UserError('没有引擎', '这是测试')),
  want: () => {},
  warm: () => Promise.resolve(),
  idle: () => 0,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
const labs = await loadLabs(resolve(import.meta.dirname, '../../labs'));

/** The server as it listens: real routes, sessions and progress; only there is no engine. */
export interface TestApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly progress: ProgressStore;
  readonly port: number;
  /** All that was logged, at the level that a server logs at. */
  logged(): string;
  newLearner(): Promise<string>;
  /** Sends the bytes as they are: clients tidy up what they send. Resolves with all that came until the server closed. */
  raw(bytes: string): Promise<string>;
  open(path: string, cookie?: string): WebSocket;
}

/** Beside the site lies a `secret.txt`, which nobody may read. `given` takes the place of what is made here. */
export async function openTestApp(given: Partial<AppDeps> = {}): Promise<TestApp> {
  const home = mkdtempSync(join(tmpdir(), 'matou-trust-'));
  const siteDir = join(home, 'site');
  mkdirSync(siteDir);
  writeFileSync(join(home, 'secret.txt'), 'not for the web');
  writeFileSync(join(siteDir, 'index.html'), '<html><script>var early = 1;</script><p>码头</p></html>');
  writeFileSync(join(siteDir, 'lesson.html'), '<html><p>一课</p></html>');
  writeFileSync(join(siteDir, '404.html'), '<html><p>没有这一页</p></html>');
  const progress = openProgress(join(home, 'progress.db'));
  let logged = '';
  const log = pino({ level: 'info' }, { write: (line: string) => (logged += line) });
  const settings = { idleMs: 60_000, maxTerminals: 2 };
  const sessions = new LabSessions(labs, 'own', { pool: NO_MACHINES, progress, settings, log });
  const health = openHealth({
    home,
    warm: 0,
    minFreeBytes: 0,
    pingEngine: () => Promise.resolve(),
    proveWritable: () => progress.proveWritable(),
    idleMachines: () => 0,
  });
  const metrics = openMetrics({ home, health, idleMachines: () => 0, count: () => sessions.count() });
  const operations = { health, metrics, token: undefined };
  let gate = new Gate({ host: '127.0.0.1', port: 0 });
  const app = await buildApp({ sessions, progress, log, operations, siteDir, gate: () => gate, ...given });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  gate = new Gate({ host: '127.0.0.1', port });
  return {
    app,
    progress,
    port,
    logged: () => logged,
    async newLearner() {
      const answer = await app.inject({ url: SESSION_URL, headers: { host: `127.0.0.1:${port}` } });
      const cookie = answer.cookies.find(({ name }) => name === LEARNER_COOKIE)!;
      return `${cookie.name}=${cookie.value}`;
    },
    raw: (bytes) =>
      new Promise((done) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
        socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
        socket.on('error', () => undefined).on('close', () => done(answer));
      }),
    open: (path, cookie) =>
      new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { ...(cookie && { cookie }) } }),
    async [Symbol.asyncDispose]() {
      await app.close();
      progress[Symbol.dispose]();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
