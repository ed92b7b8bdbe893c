import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import { Refused, type RefusalCode } from '../engine/classroom.ts';
import { OtherLabActive } from '../engine/lab-sessions.ts';
import type { ApiError } from '../shared/api.ts';
import { UserError } from '../shared/errors.ts';
import { registerApi } from './api.ts';
import { registerClassroom } from './classroom.ts';
import { registerLive } from './live.ts';
import type { AppDeps } from './deps.ts';
import { knownLearner } from './learner.ts';
import { registerOperations } from './operations.ts';
import { registerObserve } from './observe.ts';
import { inlineScriptHashes } from './security.ts';
import { limitSockets } from './socket-limits.ts';
import { registerTerminals } from './terminals.ts';
import { registerWatching } from './watching.ts';
import { framed, isFramed, registerWeb } from './web.ts';

const MAX_BODY_BYTES = 16 * 1024;
const MAX_FRAME_BYTES = 128 * 1024;
/** Of one learner; of an address for those who are nobody yet. */
const REQUESTS_PER_MINUTE = 600;
/** Whoever sends a byte now and then holds a connection no longer than this. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 20_000;
const LOOK_FOR_SLOW_ONES_EVERY_MS = 2_000;
/** Well below the files that a process may have open. */
const MAX_CONNECTIONS = 4_000;

/** The HTTP skin, not yet listening; tests use `inject`. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const app = Fastify({
    ...(deps.tls && { https: deps.tls }),
    loggerInstance: deps.log as FastifyBaseLogger,
    bodyLimit: MAX_BODY_BYTES,
    // A stop must not wait for pages that stay open.
    forceCloseConnections: true,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: false,
    requestTimeout: REQUEST_WITHIN_MS,
    http: {
      headersTimeout: HEADERS_WITHIN_MS,
      connectionsCheckingInterval: LOOK_FOR_SLOW_ONES_EVERY_MS,
    },
  });
  app.server.maxConnections = MAX_CONNECTIONS;

  app.addHook('onRequest', async (request, reply) => {
    if (deps.gate().admits(framed(request.url, request.headers))) return;
    // An upgrade's socket is no longer the HTTP server's: unless it is ended here, a refused one stays open for ever.
    if (request.headers.upgrade) reply.raw.once('finish', () => request.raw.socket.end());
    await reply
      .code(403)
      .send(apiError('forbidden', '这个地址或来源不被允许。请用启动时打印的地址打开课程。'));
  });
  // Other sites' forms can post text, never JSON without asking first.
  app.removeContentTypeParser('text/plain');
  app.addHook('preValidation', async (request, reply) => {
    if (request.method !== 'POST' || isFramed(request.url)) return;
    if (request.headers['content-type']?.startsWith('application/json')) return;
    await reply.code(415).send(apiError('bad-request', '请求的格式不对：只收 JSON。'));
  });
  app.setErrorHandler(async (error: FastifyError | UserError | OtherLabActive, request, reply) => {
    const { status, body } = describeError(error);
    if (status >= 500) request.log.error({ err: error, url: request.url }, 'request failed');
    await reply.code(status).send(body);
  });

  const scripts = deps.siteDir ? await inlineScriptHashes(deps.siteDir) : [];
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...scripts, "'wasm-unsafe-eval'"],
        // xterm.js and the theme set styles on elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: false, // the address is an IP's or served without TLS, where it means nothing
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  });
  await app.register(cookie);
  const whose = (request: FastifyRequest): string => knownLearner(request, deps) ?? request.ip;
  await app.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
    // A class may sit behind one address.
    keyGenerator: whose,
    allowList: (request) => !request.url.startsWith('/api/'),
    errorResponseBuilder: () =>
      Object.assign(new UserError('请求太多了。', '等一分钟再试。'), { statusCode: 429 }),
  });
  await app.register(websocket, { options: { maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false } });
  limitSockets(app, whose);

  registerOperations(app, deps.operations);
  registerApi(app, deps);
  registerLive(app, deps);
  registerTerminals(app, deps);
  const { classroom } = deps;
  if (classroom) {
    await app.register(async (scope) => registerClassroom(scope, { ...deps, classroom }));
    await app.register(async (scope) => registerWatching(scope, { ...deps, classroom }));
  }
  registerObserve(app, deps);
  await app.register((scope) => registerWeb(scope, deps));
  if (deps.siteDir) {
    await app.register(fastifyStatic, {
      root: deps.siteDir,
      extensions: ['html'],
      setHeaders(response, path) {
        // The build puts a hash of the content into these files' names.
        const hashed = path.includes('/assets/');
        response.setHeader(
          'cache-control',
          hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=0',
        );
      },
    });
    app.setNotFoundHandler(async (request, reply) => {
      if (request.url.startsWith('/api/'))
        return reply.code(404).send(apiError('not-found', '没有这个接口。'));
      return reply.code(404).sendFile('404.html');
    });
  }
  return app;
}

export function apiError(code: string, message: string, lab?: string): ApiError {
  return { error: { code, message, ...(lab !== undefined && { lab }) } };
}

const STATUS: Record<RefusalCode, number> = {
  nobody: 401,
  'not-staff': 401,
  'not-allowed': 403,
  'join-first': 403,
  removed: 403,
  'no-solutions': 403,
  'lab-closed': 409,
  paused: 409,
  'time-is-up': 409,
  'class-closed': 409,
  'wrong-code': 400,
  'bad-name': 400,
  'too-many': 429,
  unknown: 404,
};

/** A message is shown to the learner below 500 only; above, it may hold what is none of their business. */
function describeError(error: FastifyError | UserError | OtherLabActive): { status: number; body: ApiError } {
  if (error instanceof OtherLabActive) {
    const message = `你还开着《${error.lab.definition.title}》的实验机，一次只能用一台。`;
    return { status: 409, body: apiError('other-lab-active', message, error.lab.id) };
  }
  if (error instanceof Refused)
    return { status: STATUS[error.code], body: apiError(error.code, error.message) };
  if (error instanceof UserError) {
    const status = (error as { statusCode?: number }).statusCode ?? 400;
    return { status, body: apiError('bad-request', error.message) };
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return { status, body: apiError('bad-request', '请求的内容不对。刷新页面再试。') };
  return {
    status: 500,
    body: apiError('internal', '服务器出了错。稍后再试；原因在服务器数据目录的 logs/server.log 里。'),
  };
}
