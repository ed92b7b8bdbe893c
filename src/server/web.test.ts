import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Server as TcpServer } from 'node:net';
import type { InjectOptions } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LabSessions } from '../engine/lab-sessions.ts';
import { localStream } from '../engine/observe/test-machine.ts';
import { MachineWeb } from '../engine/web-port.ts';
import { SESSION_URL, webUrl } from '../shared/urls.ts';
import { LEARNER_COOKIE } from './learner.ts';
import { openTestApp, type TestApp } from './test-app.ts';

const LAB = 'ch4/hello-world';

/** Real routes and the real way into a machine's ports, this machine standing in for the learner's. */
describe.skipIf(process.platform !== 'linux')('a web page of the learner’s machine', () => {
  let server: TestApp;
  let web: MachineWeb;
  let streams: number;
  let page: Server;
  let port: number;
  let raw: TcpServer | undefined;
  let asked: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let owner: string;
  let cookie: string;

  beforeEach(async () => {
    streams = 0;
    web = new MachineWeb({
      stream: (argv) => {
        streams++;
        return localStream(argv);
      },
    });
    asked = [];
    answer = (_request, response) => response.end('hello');
    page = createServer((request, response) => {
      asked.push(request);
      answer(request, response);
    });
    port = await new Promise<number>((resolve) =>
      page.listen(0, '127.0.0.1', () => resolve((page.address() as AddressInfo).port)),
    );
    const sessions = {
      view: (learner: string, lab: string) => (learner === owner && lab === LAB ? { web } : undefined),
      webOf: (secret: string) => (secret === web.secret ? web : undefined),
      describe: (learner: string) => ({ learner, engine: 'own', activeLab: null }),
    } as unknown as LabSessions;
    server = await openTestApp({ sessions });
    cookie = await server.newLearner();
    owner = cookie.split('=')[1]!;
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    web.dispose();
    page.closeAllConnections();
    await new Promise((resolve) => page.close(resolve));
    raw?.close();
    raw = undefined;
  });

  const inject = (request: InjectOptions) =>
    server.app.inject({ ...request, headers: { host: `127.0.0.1:${server.port}`, ...request.headers } });
  const inside = (path = '/', at: number = port) => `/api/web/${web.secret}/${at}${path}`;

  test('the learner is sent on to an address that needs no cookie; nobody else is', async () => {
    const entry = await inject({ url: webUrl(LAB, port, '/a?b=c'), headers: { cookie } });
    expect(entry).toMatchObject({ statusCode: 302, headers: { location: inside('/a?b=c') } });
    expect(await inject({ url: inside('/a?b=c') })).toMatchObject({ statusCode: 200, body: 'hello' });
    expect(asked.map(({ url }) => url)).toEqual(['/a?b=c']);
    const other = await server.newLearner();
    for (const headers of [{}, { cookie: other }, { cookie: `${LEARNER_COOKIE}=${'x'.repeat(22)}` }])
      expect(await inject({ url: webUrl(LAB, port), headers })).toMatchObject({ statusCode: 404 });
    const wrong = web.secret.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    expect(await inject({ url: `/api/web/${wrong}/${port}/` })).toMatchObject({ statusCode: 404 });
  });

  test('it has no origin of ours, and neither gets our cookies nor sets any', async () => {
    answer = (_request, response) =>
      response
        .setHeader('set-cookie', `${LEARNER_COOKIE}=stolen`)
        .setHeader('content-security-policy', 'default-src *; sandbox allow-same-origin')
        .setHeader('refresh', '0;url=http://evil/')
        .setHeader('service-worker-allowed', '/')
        .setHeader('clear-site-data', '"*"')
        .end('<script>fetch("/api/session")</script>');
    const headers = {
      cookie,
      authorization: 'Basic eDp5',
      'x-forwarded-for': '10.0.0.1',
      'accept-language': 'zh',
    };
    const got = await inject({ url: inside(), headers });
    expect(got.statusCode).toBe(200);
    expect(got.headers['content-security-policy']).toContain('sandbox allow-scripts allow-forms;');
    expect(got.headers['content-security-policy']).not.toContain('allow-same-origin');
    for (const name of ['set-cookie', 'refresh', 'service-worker-allowed', 'clear-site-data'])
      expect(got.headers[name]).toBeUndefined();
    expect(asked[0]!.headers).toMatchObject({ host: `localhost:${port}`, 'accept-language': 'zh' });
    for (const name of ['cookie', 'authorization', 'x-forwarded-for'])
      expect(asked[0]!.headers[name]).toBeUndefined();
  });

  test('what the page asks of the course itself is refused: its origin is nobody', async () => {
    expect(await inject({ url: SESSION_URL, headers: { origin: 'null' } })).toMatchObject({
      statusCode: 403,
    });
    expect(await inject({ url: webUrl(LAB, port), headers: { origin: 'null', cookie } })).toMatchObject({
      statusCode: 403,
    });
    expect(await inject({ url: inside(), headers: { origin: 'null' } })).toMatchObject({ statusCode: 200 });
    expect(await inject({ url: inside(), headers: { origin: 'http://evil.example' } })).toMatchObject({
      statusCode: 403,
    });
    expect(await inject({ url: inside(), headers: { origin: 'null', host: 'evil.example' } })).toMatchObject({
      statusCode: 403,
    });
  });

  test('a form of the page is sent on, small as it is; what is not a method of pages is not', async () => {
    let body = '';
    answer = (request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.end('ok'));
    };
    const headers = { origin: 'null', 'content-type': 'application/x-www-form-urlencoded' };
    const sent = await inject({ method: 'POST', url: inside('/form'), headers, payload: 'name=泊位' });
    expect(sent).toMatchObject({ statusCode: 200, body: 'ok' });
    expect(body).toBe('name=泊位');
    const huge = await inject({ method: 'POST', url: inside('/form'), headers, payload: 'x'.repeat(70_000) });
    expect(huge.statusCode).toBe(413);
    expect(await inject({ method: 'DELETE', url: inside() })).toMatchObject({ statusCode: 404 });
    expect(await inject({ method: 'HEAD', url: inside() })).toMatchObject({ statusCode: 200, body: '' });
    // The JSON rule holds everywhere else.
    expect(
      await inject({ method: 'POST', url: '/api/labs/x/stop', headers: { cookie }, payload: 'x' }),
    ).toMatchObject({
      statusCode: 415,
    });
  });

  test('the address is fixed: no other port by trickery, no other host by redirect', async () => {
    for (const at of ['0', '99999', '80@evil', '80.evil', `${port}%00`, '..%2f80'])
      expect((await inject({ url: `/api/web/${web.secret}/${at}/` })).statusCode, at).toBe(404);
    expect(asked).toEqual([]);
    const to = async (location: string) => {
      answer = (_request, response) => response.writeHead(302, { location }).end();
      const got = await inject({ url: inside('/a/b') });
      return got.statusCode === 302 ? got.headers.location : got.statusCode;
    };
    expect(await to('/login?x')).toBe(inside('/login?x'));
    expect(await to('c')).toBe(inside('/a/c'));
    expect(await to(`http://localhost:${port}/d`)).toBe(inside('/d'));
    expect(await to('../../../../session')).toBe(inside('/session'));
    for (const away of [
      'http://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      'javascript:alert(1)',
      `http://localhost:${port + 1}/`,
      'data:text/html,x',
      `http://localhost:${port}@evil.example/`,
    ])
      expect(await to(away), away).toBe(502);
  });

  test('line ends in an address and answers that are no HTTP come to nothing', async () => {
    await inject({ url: inside('/a%0d%0aSet-Cookie:%20x=y') });
    expect(asked[0]!.url).toBe('/a%0d%0aSet-Cookie:%20x=y');
    const say = async (text: string) => {
      raw?.close();
      raw = createTcp((socket) => socket.on('error', () => {}).end(text));
      const at = await new Promise<number>((resolve) =>
        raw!.listen(0, '127.0.0.1', () => resolve((raw!.address() as AddressInfo).port)),
      );
      return inject({ url: inside('/', at) });
    };
    for (const text of [
      '',
      'SSH-2.0-OpenSSH\r\n',
      'HTTP/1.1 999 x\r\n\r\n',
      'HTTP/1.1 101 Up\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
    ])
      expect((await say(text)).statusCode, text.slice(0, 20)).toBe(502);
    const split = await say(
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\nset-cookie: a=b\r\ncontent-length: 2\r\n\r\nok',
    );
    expect(split.headers['set-cookie']).toBeUndefined();
    raw!.close();
    expect((await inject({ url: inside('/', 1) })).body).toContain('端口 1 没有应答');
  });

  test('huge and endless answers are cut off', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-length': '99999999' }).end();
    expect(await inject({ url: inside() })).toMatchObject({ statusCode: 502 });
    let sent = 0;
    answer = (_request, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        sent += 65_536;
        if (response.write(Buffer.alloc(65_536))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
      response.on('error', () => {});
    };
    await expect(inject({ url: inside() }).then(({ body }) => body.length)).rejects.toThrow();
    await expect.poll(() => page.getConnections((_error, count) => (open = count)) && open).toBe(0);
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });
  let open = -1;

  test('who answers too slowly is given up, at the first byte and at every later one', async () => {
    const request = { method: 'GET', path: '/', headers: {}, body: undefined, timeoutMs: 300 } as const;
    answer = () => {};
    await expect(web.ask(port, request)).rejects.toThrow('没有应答');
    answer = (_request, response) => void setInterval(() => response.write('.'), 20).unref();
    const dripping = await web.ask(port, request);
    const cut = new Promise((resolve) => dripping.once('error', resolve));
    dripping.resume();
    expect(await cut).toBeInstanceOf(Error);
  });

  test('a page with many parts costs few connections, and they do not stay', async () => {
    const all = await Promise.all(Array.from({ length: 16 }, (_, i) => inject({ url: inside(`/${i}`) })));
    expect(all.map(({ statusCode }) => statusCode)).toEqual(Array(16).fill(200));
    expect(streams).toBeLessThanOrEqual(4);
    const flood = await Promise.all(Array.from({ length: 60 }, () => inject({ url: inside() })));
    expect(new Set(flood.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 503]));
    await expect
      .poll(() => page.getConnections((_error, count) => (open = count)) && open, { timeout: 8_000 })
      .toBe(0);
  });
});
