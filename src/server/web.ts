import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { MachineUnavailable } from '../engine/machine.ts';
import { WebBusy, type MachineWeb } from '../engine/web-port.ts';
import type { AppDeps } from './deps.ts';
import { knownLearner } from './learner.ts';

const PREFIX = '/api/web/';
const PATH = /^\/api\/web\/([A-Za-z0-9_-]{24})\/([1-9][0-9]{0,4})(\/.*)$/;
const ENTRY = /^\/api\/labs\/[^/]+\/web\/([1-9][0-9]{0,4})(\/.*)$/;
const MAX_BODY_BYTES = 64 * 1024;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const ANSWER_WITHIN_MS = 15_000;
const REQUESTS_PER_MINUTE = 600;

/** What goes on to the learner's server and what comes back: no cookie, no name, nothing that acts on this origin. */
const REQUEST_HEADERS = [
  ...[
    'accept',
    'accept-language',
    'content-type',
    'range',
    'if-none-match',
    'if-modified-since',
    'user-agent',
  ],
];
const ANSWER_HEADERS = [
  ...['content-type', 'content-language', 'content-encoding', 'content-range', 'accept-ranges'],
  ...['etag', 'last-modified', 'cache-control'],
];

/**
 * The learner's page is anybody's page, shown under this origin: `sandbox` takes that origin from it, so that it can
 * read nothing here and carries no cookie. Its own requests have no origin either, hence the two that allow them.
 */
const HEADERS = {
  'content-security-policy':
    "sandbox allow-scripts allow-forms; frame-ancestors 'self'; default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'",
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};

export const isFramed = (url: string): boolean => PATH.test(url);

/** A sandboxed page's forms come with the origin `null`. Here, and only here, that is nobody else's page. */
export function framed(url: string, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return headers.origin === 'null' && isFramed(url) ? { ...headers, origin: undefined } : headers;
}

/**
 * A web page that the learner's machine serves, inside the lesson. The first address is for the learner, by cookie; it
 * sends on to one with the machine's secret, since nothing that the sandboxed page asks for carries a cookie.
 */
export async function registerWeb(app: FastifyInstance, deps: AppDeps): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  app.addHook('onRequest', async (_request, reply) => void reply.headers(HEADERS));

  app.get<{ Params: { lab: string } }>(
    '/api/labs/:lab/web/:port/*',
    { helmet: false },
    async (request, reply) => {
      const [, port, path] = ENTRY.exec(request.url) ?? [];
      const learner = knownLearner(request, deps);
      const view = learner === undefined ? undefined : deps.sessions.view(learner, request.params.lab);
      if (port === undefined || path === undefined || !isPort(port)) return say(reply, 404, '没有这个端口。');
      if (!view) return say(reply, 404, '这个实验的实验机没有在运行。');
      const to = `${PREFIX}${view.web.secret}/${port}${path}`;
      return reply.header('cache-control', 'no-store').redirect(to, 302);
    },
  );

  app.route({
    method: ['GET', 'HEAD', 'POST'],
    url: `${PREFIX}*`,
    exposeHeadRoute: false,
    helmet: false,
    config: {
      // Apart from the course's own: a page that asks and asks must not keep its learner from the lesson.
      rateLimit: { max: REQUESTS_PER_MINUTE, keyGenerator: ({ url }) => url.slice(0, PREFIX.length + 24) },
    },
    async handler(request, reply) {
      const [, secret = '', port, path = '/'] = PATH.exec(request.url) ?? [];
      const web = deps.sessions.webOf(secret);
      if (!web || !isPort(port))
        return say(reply, 404, '实验机换过了，或者没有这个端口。回到课文里再打开一次。');
      const method = request.method as 'GET' | 'HEAD' | 'POST';
      const answer = await ask(web, Number(port), reply, {
        method,
        path,
        headers: pick(request.headers, REQUEST_HEADERS),
        body: method === 'POST' && Buffer.isBuffer(request.body) ? request.body : undefined,
        timeoutMs: ANSWER_WITHIN_MS,
      });
      return answer
        ? relay(answer, reply, { base: `${PREFIX}${secret}/${port}`, path, port: Number(port) })
        : reply;
    },
  });
}

async function ask(
  web: MachineWeb,
  port: number,
  reply: FastifyReply,
  request: Parameters<MachineWeb['ask']>[1],
): Promise<IncomingMessage | undefined> {
  try {
    return await web.ask(port, request);
  } catch (error) {
    if (error instanceof WebBusy) say(reply, 503, '这个网页同时要的东西太多了。等几秒再刷新。');
    else if (error instanceof MachineUnavailable)
      say(reply, 502, `端口 ${port} 没有应答：没有程序在听，或者它说的不是 HTTP。`);
    else if ((error as NodeJS.ErrnoException).code === 'ERR_UNESCAPED_CHARACTERS')
      say(reply, 400, '地址不对。');
    else throw error;
    return undefined;
  }
}

/** The port's own address here, and what was asked of it. */
interface Place {
  readonly base: string;
  readonly path: string;
  readonly port: number;
}

function relay(answer: IncomingMessage, reply: FastifyReply, place: Place): FastifyReply {
  const status = answer.statusCode ?? 502;
  if (status < 200 || status > 599) {
    answer.destroy();
    return say(reply, 502, '这个网页的应答看不懂。');
  }
  const { location } = answer.headers;
  if (status >= 300 && status < 400 && location !== undefined) {
    const to = withinPort(location, place);
    if (to === undefined) {
      answer.destroy();
      return say(reply, 502, '这个网页要转到别的地址去；在课文里只能看实验机自己的网页。');
    }
    reply.header('location', to);
  }
  if (Number(answer.headers['content-length'] ?? 0) > MAX_ANSWER_BYTES) {
    answer.destroy();
    return say(reply, 502, `这个应答超过 ${MAX_ANSWER_BYTES / 1024 / 1024} MB，在课文里打不开。`);
  }
  const bounded = new Bounded(MAX_ANSWER_BYTES);
  answer.on('error', (error) => bounded.destroy(error));
  answer.on('aborted', () => bounded.destroy(new Error('cut off')));
  bounded.on('close', () => answer.destroy());
  return reply.code(status).headers(pick(answer.headers, ANSWER_HEADERS)).send(answer.pipe(bounded));
}

/** Where a redirect leads to under this address; undefined: away from the port. */
function withinPort(location: string, { base, path, port }: Place): string | undefined {
  const here = `http://localhost:${port}${path}`;
  if (!URL.canParse(location, here)) return undefined;
  const to = new URL(location, here);
  const own = to.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(to.hostname);
  // Resolved here, so that no `..` climbs out of the port's own addresses.
  return own && Number(to.port || 80) === port ? `${base}${to.pathname}${to.search}` : undefined;
}

/** A short page of our own in the frame. */
function say(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="zh-CN"><meta name="color-scheme" content="light dark"><title>打不开</title><p style="font:16px sans-serif">${message}</p></html>`,
    );
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

const isPort = (text: string | undefined): boolean => Number(text) >= 1 && Number(text) <= 65_535;

/** Ends with an error past its bound: an endless answer is cut off, and said to be incomplete. */
class Bounded extends Transform {
  private left: number;
  constructor(maxBytes: number) {
    super();
    this.left = maxBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.left -= chunk.length;
    if (this.left < 0) done(new Error('too large'));
    else done(null, chunk);
  }
}
