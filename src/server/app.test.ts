import { hostname, networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { loadLabs } from '../engine/labs.ts';
import { toPublicLab } from '../shared/lab.ts';
import {
  checkUrl,
  hintsUrl,
  LIVE_URL,
  PROGRESS_URL,
  resetUrl,
  SESSION_URL,
  skipUrl,
  solutionUrl,
  startUrl,
  terminalUrl,
} from '../shared/urls.ts';
import { LEARNER_COOKIE } from './learner.ts';
import { Gate } from './security.ts';
import { openTestApp, type TestApp } from './test-app.ts';

const LAB = 'ch4/hello-world';

let server: TestApp;
let app: FastifyInstance;
let port: number;

beforeEach(async () => {
  server = await openTestApp();
  ({ app, port } = server);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const inject = (request: InjectOptions) =>
  app.inject({ ...request, headers: { host: `127.0.0.1:${port}`, ...request.headers } });

const newLearner = (): Promise<string> => server.newLearner();

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

describe('around a step', () => {
  const STEP = 'which-container';
  const TOO_LONG = 'x'.repeat(4_001);

  const postAs = (cookie: string | undefined, url: string, body: unknown = {}) =>
    inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
      payload: JSON.stringify(body),
    });
  const progressOf = async (cookie: string) =>
    (await inject({ url: PROGRESS_URL, headers: { cookie } })).json<{ steps: object[] }>().steps;

  const routes = [
    ['check', checkUrl, {}],
    ['skip', skipUrl, {}],
    ['hints', hintsUrl, { seen: 1 }],
    ['solution', solutionUrl, {}],
  ] as const;

  test.each(routes)(
    '%s: an unknown lab or step is named, an unknown learner refused',
    async (_, url, body) => {
      const cookie = await newLearner();
      for (const [lab, step, named] of [
        ['ch4/nope', STEP, 'ch4/nope'],
        [LAB, 'which-contaner', STEP],
        [LAB, '__proto__', '__proto__'],
      ] as const) {
        const answer = await postAs(cookie, url(lab, step), body);
        expect(answer.statusCode).toBe(400);
        expect(answer.body).toContain(named);
      }
      expect((await postAs(undefined, url(LAB, STEP), body)).statusCode).toBe(401);
      const made = `${LEARNER_COOKIE}=${'A'.repeat(22)}`;
      expect((await postAs(made, url(LAB, STEP), body)).statusCode).toBe(401);
      expect(await progressOf(cookie)).toEqual([]);
    },
  );

  test.each([
    ['answers that are no text', checkUrl, { answers: { 'run-again': 1 } }],
    ['answers in a list', checkUrl, { answers: ['x'] }],
    ['an answer that is too long', checkUrl, { answers: { 'run-again': TOO_LONG } }],
    ['an answer to a question that is not there', checkUrl, { answers: { truth: 'x' } }],
    ['something else in a check', checkUrl, { truth: true }],
    ['no number of hints', hintsUrl, {}],
    ['a negative number of hints', hintsUrl, { seen: -1 }],
    ['half a hint', hintsUrl, { seen: 0.5 }],
    ['hints in words', hintsUrl, { seen: '3' }],
  ] as const)('%s: refused in Chinese, and nothing is noted', async (_, url, body) => {
    const cookie = await newLearner();
    const answer = await postAs(cookie, url(LAB, STEP), body);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toMatch(/[一-龥]/);
    expect(await progressOf(cookie)).toEqual([]);
  });

  test.each([
    ['start', startUrl],
    ['reset', resetUrl],
  ] as const)('%s from a step: the step must be there', async (_, url) => {
    const cookie = await newLearner();
    for (const from of ['nope', '', 1]) {
      expect((await postAs(cookie, url(LAB), { from })).statusCode).toBe(400);
    }
    expect((await postAs(cookie, url(LAB), { from: STEP })).statusCode).toBe(202);
  });

  test('a check without a machine is inconclusive, answered or not', async () => {
    const cookie = await newLearner();
    const answers = { 'container-id': '3f4e1c0a9b7d', 'run-again': '' };
    expect((await postAs(cookie, checkUrl(LAB, STEP), { answers })).json()).toMatchObject({
      outcome: 'inconclusive',
    });
  });

  test('skip, hints and solution are noted, for this learner only, and pushed to the page', async () => {
    const [ann, bob] = [await newLearner(), await newLearner()];
    const socket = new WebSocket(`ws://127.0.0.1:${port}${LIVE_URL}`, { headers: { cookie: ann } });
    const pushed: { type: string; progress?: { steps: object[] } }[] = [];
    socket.on('message', (data: Buffer) =>
      pushed.push(JSON.parse(data.toString('utf8')) as (typeof pushed)[number]),
    );
    await new Promise((resolve) => socket.once('message', resolve));

    expect((await postAs(ann, hintsUrl(LAB, STEP), { seen: 99 })).statusCode).toBe(200);
    expect((await postAs(ann, hintsUrl(LAB, STEP), { seen: 1 })).statusCode).toBe(200);
    expect(await progressOf(ann)).toMatchObject([{ hintsSeen: 3, solutionSeenAt: null, skippedAt: null }]);
    const solution = await postAs(ann, solutionUrl(LAB, STEP));
    expect(solution.json()).toEqual({
      commands: 'docker ps -a',
      answers: [
        { ask: expect.any(String) as string, command: 'docker ps -aq | head -n 1' },
        { ask: expect.any(String) as string, text: '创建一个新的容器并启动它' },
      ],
      explain: expect.stringContaining('docker create') as string,
    });
    expect((await postAs(ann, skipUrl(LAB, STEP))).statusCode).toBe(200);

    const noted = {
      step: STEP,
      hintsSeen: 3,
      solutionSeenAt: expect.any(String) as string,
      skippedAt: expect.any(String) as string,
      passedAt: null,
    };
    expect(await progressOf(ann)).toMatchObject([noted]);
    expect(await progressOf(bob)).toEqual([]);
    await expect
      .poll(() => pushed.filter(({ type }) => type === 'progress').at(-1)?.progress?.steps)
      .toMatchObject([noted]);
    socket.close();
  });

  test('the page never gets checks, truths or solutions with the lab', async () => {
    const labs = await loadLabs(resolve(import.meta.dirname, '../../labs'));
    const { definition } = labs.find(({ id }) => id === LAB)!;
    const page = toPublicLab(LAB, definition);
    expect(page.steps.at(-1)?.questions.map(({ id, check }) => [id, check])).toEqual([
      ['container-id', 0],
      ['run-again', 1],
    ]);
    expect(JSON.stringify(page)).not.toMatch(/truth|--no-trunc|"is"|explain|misconception/);
  });
});
