import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connect } from 'node:net';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { RichText } from '../site/lab/RichText.tsx';
import { LIVE_URL, PROGRESS_URL, SESSION_URL, checkUrl, startUrl, terminalUrl } from '../shared/urls.ts';
import { LEARNER_COOKIE } from './learner.ts';
import { MAX_SOCKETS, MESSAGES_PER_SECOND, slowDown } from './socket-limits.ts';
import { openTestApp, type TestApp } from './test-app.ts';

/** What the network can try, line by line of the threat model. Origin, Host and forms are in app.test.ts. */
const LAB = 'ch4/hello-world';
const STEP = 'which-container';

let server: TestApp;
beforeAll(async () => {
  server = await openTestApp();
});
afterAll(() => server[Symbol.asyncDispose]());

const headers = (more: Record<string, string> = {}) => ({ host: `127.0.0.1:${server.port}`, ...more });
const json = (cookie: string) => headers({ cookie, 'content-type': 'application/json' });
const get = (path: string, ...lines: string[]) =>
  server.raw(
    `${[`GET ${path} HTTP/1.1`, `host: 127.0.0.1:${server.port}`, 'connection: close', ...lines].join('\r\n')}\r\n\r\n`,
  );
/** How it ended: the status of a refused upgrade, or the code of the close. */
const endOf = (socket: WebSocket): Promise<number> =>
  new Promise((done) => {
    socket.once('unexpected-response', (_, response) => done(response.statusCode ?? 0));
    socket.once('close', done);
    socket.on('error', () => undefined);
  });
const opened = (socket: WebSocket): Promise<void> => new Promise((done) => socket.once('open', () => done()));

describe('files', () => {
  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/.%00./secret.txt',
    '/index.html%00/../../secret.txt',
    '/site/../../secret.txt',
    '//../secret.txt',
    '/file:///etc/passwd',
    'http://127.0.0.1/../secret.txt',
  ])('none outside the site, as the bytes stand: %s', async (path) => {
    const answer = await get(path);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toContain('not for the web');
    expect(answer).not.toContain('root:');
  });
});

describe('ids', () => {
  test.each([
    '..%2f..%2fetc',
    'ch4%2fhello-world%00',
    '__proto__',
    'constructor',
    '%ff',
    'ch4%252fhello-world',
  ])('of a lab: %s is unknown, no error of ours', async (lab) => {
    const cookie = await server.newLearner();
    for (const path of ['start', 'stop', 'steps/x/check']) {
      const url = `/api/labs/${lab}/${path}`;
      const answer = await server.app.inject({ method: 'POST', url, headers: json(cookie), payload: '{}' });
      expect([400, 404], answer.body).toContain(answer.statusCode);
    }
  });

  test.each(['0', '-1', '7', '1e0', '0x1', '1%00', 'NaN', '1.5'])(
    'of a terminal: %s reaches none',
    async (number) => {
      const cookie = await server.newLearner();
      const path = `/api/labs/${encodeURIComponent(LAB)}/terminals/${number}`;
      expect([4404, 404, 400]).toContain(await endOf(server.open(path, cookie)));
    },
  );
});

describe('cookies', () => {
  const A = 'A'.repeat(22);
  test.each([
    ['guessed', A],
    ['too long', 'A'.repeat(10_000)],
    ['Chinese', '码头'],
    ['encoded', '%00'.repeat(22)],
    ['SQL', "' OR '1'='1' --       "],
    ['badly encoded', '%E0%A4%A'],
    ['quoted', `"${A}"`],
  ])('%s: nobody', async (_, value) => {
    const answer = await server.app.inject({
      url: PROGRESS_URL,
      headers: headers({ cookie: `${LEARNER_COOKIE}=${value}` }),
    });
    expect(answer.statusCode).toBe(401);
  });

  test('of two, none is taken that is unknown; nobody is made a learner by what they send', async () => {
    const before = server.progress.hasLearner(A);
    await server.app.inject({ url: SESSION_URL, headers: headers({ cookie: `${LEARNER_COOKIE}=${A}` }) });
    expect([before, server.progress.hasLearner(A)]).toEqual([false, false]);
  });

  test('a learner can not be read out: not in the log, and no answer of another holds it', async () => {
    const cookie = await server.newLearner();
    const id = cookie.split('=')[1]!;
    const other = await server.newLearner();
    await server.app.inject({ method: 'POST', url: startUrl(LAB), headers: json(cookie), payload: '{}' });
    await expect.poll(() => server.logged()).toContain('machine failed to start');
    await server.app.inject({
      method: 'POST',
      url: checkUrl(LAB, STEP),
      headers: json(cookie),
      payload: '{',
    });
    const seen = await server.app.inject({ url: SESSION_URL, headers: headers({ cookie: other }) });
    expect(server.logged()).not.toContain(id);
    expect(seen.body).not.toContain(id);
  });
});

describe('frames and bodies', () => {
  const typed = (bytes: number): Buffer => Buffer.alloc(1 + bytes);
  test.each([
    ['larger than any of ours', 1009, Buffer.alloc(200_000)],
    ['text', 4400, 'hello'],
    ['typed before there is a terminal, again and again', 4400, Array.from({ length: 50 }, () => typed(10))],
  ])('a frame that is %s closes its own socket', async (_, code, frames) => {
    const socket = server.open(terminalUrl(LAB, 1), await server.newLearner());
    const end = endOf(socket);
    await opened(socket);
    for (const frame of [frames].flat()) socket.send(frame);
    expect([code, 4404]).toContain(await end);
    expect((await get('/healthz')).slice(0, 12)).toBe('HTTP/1.1 200');
  });

  test('garbage after the upgrade, and before it, ends the connection and nothing else', async () => {
    const cookie = await server.newLearner();
    const upgrade = [
      `GET ${LIVE_URL} HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\ncookie: ${cookie}\r\nupgrade: websocket`,
      'connection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
    ].join('\r\n');
    expect(await server.raw(`${upgrade}\r\n\r\n${'\xff'.repeat(500)}`)).toContain('101 Switching');
    expect(await server.raw('\x16\x03\x01\x02\x00 hello\r\n\r\n')).toContain('400');
    expect((await get('/', `x: ${'y'.repeat(100_000)}`)).slice(0, 12)).toBe('HTTP/1.1 431');
    expect((await get('/healthz')).slice(0, 12)).toBe('HTTP/1.1 200');
  });

  test('a body that is longer than any of ours is refused before it is read', async () => {
    const cookie = await server.newLearner();
    const answer = await server.raw(
      [
        `POST ${startUrl(LAB)} HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\ncookie: ${cookie}`,
        'content-type: application/json\r\ncontent-length: 99999999\r\nconnection: close\r\n\r\n{',
      ].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('floods', () => {
  test(`a learner has ${MAX_SOCKETS} sockets at most, and can open the next when one is closed`, async () => {
    const [cookie, other] = [await server.newLearner(), await server.newLearner()];
    const sockets = Array.from({ length: MAX_SOCKETS }, () => server.open(LIVE_URL, cookie));
    await Promise.all(sockets.map(opened));
    expect(await endOf(server.open(LIVE_URL, cookie))).toBe(429);
    const theirs = server.open(LIVE_URL, other);
    await opened(theirs);
    sockets[0]!.close();
    await endOf(sockets[0]!);
    await expect
      .poll(async () => {
        const again = server.open(LIVE_URL, cookie);
        const open = await Promise.race([opened(again).then(() => true), endOf(again).then(() => false)]);
        again.close();
        return open;
      })
      .toBe(true);
    for (const socket of [...sockets, theirs]) socket.terminate();
  });

  test('a socket that sends too fast is read at our pace, and not closed', async () => {
    let heard = 0;
    server.app.websocketServer.once('connection', (socket: WebSocket) =>
      socket.on('message', () => (heard += 1)),
    );
    const socket = server.open(LIVE_URL, await server.newLearner());
    await opened(socket);
    const begun = performance.now();
    const sent = 3 * MESSAGES_PER_SECOND;
    for (let i = 0; i < sent; i++) socket.send(Buffer.alloc(100));
    await expect.poll(() => heard, { timeout: 15_000 }).toBe(sent);
    // What was in one read of the socket is not held back, so a little faster than the bound.
    expect(performance.now() - begun).toBeGreaterThan(1_500);
    expect(socket.readyState).toBe(socket.OPEN);
    socket.terminate();
  });

  test('pings whose answers nobody reads do not pile up', () => {
    const handlers = new Map<string, (data: Buffer) => void>();
    let terminated = false;
    const socket = {
      on: (event: string, handler: (data: Buffer) => void) => handlers.set(event, handler),
      bufferedAmount: 64 * 1024 * 1024,
      terminate: () => (terminated = true),
    };
    slowDown(socket as unknown as WebSocket);
    handlers.get('ping')!(Buffer.alloc(125));
    expect(terminated).toBe(true);
  });

  test('a learner who asks too often is told so; the neighbour behind the same address is not', async () => {
    const [cookie, other] = [await server.newLearner(), await server.newLearner()];
    const ask = (who: string) => server.app.inject({ url: PROGRESS_URL, headers: headers({ cookie: who }) });
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    for (let i = 0; i < 620; i++) answers.push(await ask(cookie));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(600);
    expect(answers.at(-1)!.statusCode).toBe(429);
    expect(answers.at(-1)!.body).toContain('请求太多了');
    expect((await ask(other)).statusCode).toBe(200);
  });

  test('who sends a byte now and then holds no connection', async () => {
    const begun = performance.now();
    const slow = (first: string) =>
      new Promise<number>((done) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.write(first));
        const drip = setInterval(() => socket.write('x'), 1_000);
        socket.on('error', () => undefined).resume();
        socket.on('close', () => {
          clearInterval(drip);
          done(performance.now() - begun);
        });
      });
    const ended = await Promise.all([slow('GET / HTTP/1.1\r\nhost: '), slow('')]);
    expect(Math.max(...ended)).toBeLessThan(15_000);
  });
});

describe('HTML in names, answers and what a machine shows', () => {
  test('is text on the page', () => {
    const text = 'no `<img src=x onerror=alert(1)>` <script>alert(2)</script>';
    const html = renderToStaticMarkup(createElement(RichText, { text }));
    expect(html).toContain('&lt;img src=x');
    expect(html).not.toMatch(/<(img|script)/);
  });

  test('the page has no way to make HTML of a string', () => {
    const src = resolve(import.meta.dirname, '..');
    const files = ['site', 'pages', 'theme'].flatMap((dir) =>
      readdirSync(join(src, dir), { recursive: true, encoding: 'utf8' })
        .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
        .map((file) => join(src, dir, file)),
    );
    expect(files.length).toBeGreaterThan(50);
    const ways =
      /dangerouslySetInnerHTML|\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc|new Function|\beval\(/i;
    expect(files.filter((file) => ways.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  test('and if one slipped through, its script would not run, nor could it send anything elsewhere', async () => {
    const { headers: sent } = await server.app.inject({ url: '/', headers: headers() });
    const policy = Object.fromEntries(
      String(sent['content-security-policy'])
        .split(';')
        .map((rule) => rule.trim().split(/ (.*)/) as [string, string]),
    );
    expect(policy['script-src']).not.toMatch(
      /unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*|https?:|data:|blob:/,
    );
    expect(policy).toMatchObject({
      'connect-src': "'self'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'object-src': "'none'",
    });
    expect(sent['x-content-type-options']).toBe('nosniff');
  });
});
