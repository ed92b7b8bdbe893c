import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { LabSessions } from '../engine/lab-sessions.ts';
import { loadLabs } from '../engine/labs.ts';
import type { MachinePool } from '../engine/machine.ts';
import { openProgress, type ProgressStore } from '../engine/progress.ts';
import { UserError } from '../shared/errors.ts';
import { checkUrl, LIVE_URL, PROGRESS_URL, SESSION_URL, startUrl, terminalUrl } from '../shared/urls.ts';
import { buildApp } from './app.ts';
import { LEARNER_COOKIE } from './learner.ts';
import { Gate } from './security.ts';

const LAB = 'ch4/hello-world';

/** Real routes, sessions and progress; the one thing missing is an engine, so a start fails and must say so. */
const NO_MACHINES: MachinePool = {
  take: () => Promise.reject(new UserError('没有引擎', '这是测试')),
  warm: () => Promise.resolve(),
  idle: () => 0,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

let dir: string;
let app: FastifyInstance;
let progress: ProgressStore;
let port: number;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'matou-app-'));
  const siteDir = join(dir, 'site');
  writeFileSync(join(dir, 'secret.txt'), 'not for the web');
  mkdirSync(siteDir);
  writeFileSync(join(siteDir, 'index.html'), '<html><script>var early = 1;</script><p>码头</p></html>');
  writeFileSync(join(siteDir, 'lesson.html'), '<html><p>一课</p></html>');
  writeFileSync(join(siteDir, '404.html'), '<html><p>没有这一页</p></html>');
  progress = openProgress(join(dir, 'progress.db'));
  const labs = await loadLabs(resolve(import.meta.dirname, '../../labs'));
  const log = pino({ level: 'silent' });
  const settings = { idleMs: 60_000, maxTerminals: 2 };
  const sessions = new LabSessions(labs, 'own', { pool: NO_MACHINES, progress, settings, log });
  let gate = new Gate({ host: '127.0.0.1', port: 0 });
  app = await buildApp({ sessions, progress, log, siteDir, gate: () => gate });
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as { port: number }).port;
  gate = new Gate({ host: '127.0.0.1', port });
});

afterEach(async () => {
  await app.close();
  progress[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

const inject = (request: InjectOptions) =>
  app.inject({ ...request, headers: { host: `127.0.0.1:${port}`, ...request.headers } });

async function newLearner(): Promise<string> {
  const answer = await inject({ url: SESSION_URL });
  const cookie = answer.cookies.find((c) => c.name === LEARNER_COOKIE)!;
  return `${cookie.name}=${cookie.value}`;
}

describe('who may speak to the server', () => {
  test.each([
    ['another name that points here (DNS rebinding)', { host: 'evil.example:3030' }],
    ['the right name, another port', { host: '127.0.0.1:1' }],
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed page', { origin: 'null' }],
  ])('%s is refused, on pages and API alike', async (_, headers) => {
    for (const url of ['/', SESSION_URL, PROGRESS_URL])
      expect((await inject({ url, headers })).statusCode).toBe(403);
  });

  test.each(['127.0.0.1', 'localhost'])('%s is let in', async (name) => {
    const headers = { host: `${name}:${port}`, origin: `http://${name}:${port}` };
    expect((await inject({ url: SESSION_URL, headers })).statusCode).toBe(200);
  });

  test('open to the network, this machine answers to its own addresses and name, and to no other', () => {
    const gate = new Gate({ host: '0.0.0.0', port: 80 });
    const mine = Object.values(networkInterfaces())
      .flat()
      .find((each) => each?.family === 'IPv4' && !each.internal)?.address;
    for (const host of [mine, hostname(), 'localhost'].filter((name) => name !== undefined)) {
      expect(gate.admits({ host, origin: `http://${host}` })).toBe(true);
      expect(gate.admits({ host: `${host}:80` })).toBe(true);
    }
    expect(gate.admits({ host: 'evil.example' })).toBe(false);
  });

  test('upgrades are judged by the same rule, and want a learner', async () => {
    const cookie = await newLearner();
    const open = (path: string, headers: Record<string, string>): Promise<number | string> =>
      new Promise((done) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
        socket.once('unexpected-response', (_, response) => done(response.statusCode ?? 0));
        socket.once('message', () => done('message'));
        socket.once('close', (code) => done(`closed ${code}`));
        socket.once('error', () => {});
      });
    for (const path of [LIVE_URL, terminalUrl(LAB, 1)]) {
      expect(await open(path, { cookie, origin: 'https://evil.example' })).toBe(403);
      expect(await open(path, { cookie, host: `evil.example:${port}` })).toBe(403);
      expect(await open(path, { origin: `http://127.0.0.1:${port}` })).toBe('closed 4401');
      expect(await open(path, { cookie: `${LEARNER_COOKIE}=AAAAAAAAAAAAAAAAAAAAAA` })).toBe('closed 4401');
    }
    expect(await open(LIVE_URL, { cookie })).toBe('message');
    expect(await open(terminalUrl(LAB, 1), { cookie })).toBe('closed 4404');
  });

  test('a form of another site can not start anything: JSON only', async () => {
    const cookie = await newLearner();
    const post = (type: string) =>
      inject({
        method: 'POST',
        url: startUrl(LAB),
        headers: { cookie, 'content-type': type },
        payload: '{}',
      });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect((await post(type)).statusCode).toBe(415);
    }
    expect((await post('application/json')).statusCode).toBe(202);
  });

  test("the cookie is the server's alone, and a made-up one is nobody", async () => {
    const { cookies } = await inject({ url: SESSION_URL });
    expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    const made = { cookie: `${LEARNER_COOKIE}=${'A'.repeat(22)}` };
    expect((await inject({ url: PROGRESS_URL, headers: made })).statusCode).toBe(401);
  });
});

describe('answers', () => {
  test('pages have a policy that knows the inline scripts of the build, and no other', async () => {
    const page = await inject({ url: '/' });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]+'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect((await inject({ url: '/lesson' })).body).toContain('一课');
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '//secret.txt',
  ])('nothing outside the site is served: %s', async (url) => {
    const answer = await inject({ url });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain('not for the web');
  });

  test('unknown labs and steps are named, with the nearest known one', async () => {
    const headers = { cookie: await newLearner(), 'content-type': 'application/json' };
    const lab = await inject({ method: 'POST', url: startUrl('ch4/hello-word'), headers, payload: '{}' });
    expect(lab.statusCode).toBe(400);
    expect(lab.json()).toMatchObject({
      error: { message: expect.stringContaining('ch4/hello-world') as string },
    });
    const step = await inject({ method: 'POST', url: checkUrl(LAB, 'run-hello'), headers, payload: '{}' });
    expect(step.json()).toMatchObject({ outcome: 'inconclusive' });
  });

  test('what the server does not expect is refused in Chinese, without its insides', async () => {
    const headers = { cookie: await newLearner(), 'content-type': 'application/json' };
    for (const payload of [
      '{',
      '[]',
      '{"replace":"yes"}',
      '{"command":"rm -rf /"}',
      `{"x":"${'y'.repeat(20_000)}"}`,
    ]) {
      const answer = await inject({ method: 'POST', url: startUrl(LAB), headers, payload });
      expect([400, 413]).toContain(answer.statusCode);
      expect(answer.body).toMatch(/[一-龥]/);
      expect(answer.body).not.toMatch(/at |node_modules/);
    }
  });

  test('a start that fails is a state with a reason and what to do next', async () => {
    const cookie = await newLearner();
    const socket = new WebSocket(`ws://127.0.0.1:${port}${LIVE_URL}`, { headers: { cookie } });
    const messages: { type: string; status?: { state: string } }[] = [];
    socket.on('message', (data: Buffer) =>
      messages.push(JSON.parse(data.toString('utf8')) as (typeof messages)[number]),
    );
    await new Promise((resolve) => socket.once('message', resolve));
    await inject({
      method: 'POST',
      url: startUrl(LAB),
      headers: { cookie, 'content-type': 'application/json' },
      payload: '{}',
    });
    await expect
      .poll(() => messages.filter((m) => m.type === 'machine').map((m) => m.status))
      .toEqual([
        { state: 'starting', step: '准备', done: 0, total: 1 },
        { state: 'failed', reason: '没有引擎', next: '这是测试' },
      ]);
    socket.close();
  });
});
