import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { HEALTH_URL, LIVENESS_URL, METRICS_URL } from '../shared/urls.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';

/** For the person who runs the server: does it work, and how much is it used. */
export interface Operations {
  readonly metrics: Metrics;
  /** See {@link Config.metricsToken}. */
  readonly token: string | undefined;
  health(): Promise<Health>;
}

export function registerOperations(app: FastifyInstance, { health, metrics, token }: Operations): void {
  metrics.watch(app);
  app.addHook('onRequest', async (request, reply) => {
    if (OPERATIONS.includes(request.routeOptions.url ?? '')) void reply.header('cache-control', 'no-store');
  });
  app.get(LIVENESS_URL, () => ({ ok: true }));
  app.get(HEALTH_URL, async (request, reply) => {
    const { ok, parts } = await health();
    void reply.code(ok ? 200 : 503);
    return mayRead(request.raw, token) ? { ok, parts } : { ok };
  });
  app.get(METRICS_URL, async (request, reply) => {
    if (mayRead(request.raw, token)) return reply.type(metrics.contentType).send(await metrics.text());
    if (token !== undefined) void reply.header('www-authenticate', 'Bearer');
    return reply
      .code(token === undefined ? 403 : 401)
      .type('text/plain; charset=utf-8')
      .send(REFUSED);
  });
}

const OPERATIONS = [HEALTH_URL, LIVENESS_URL, METRICS_URL];
const REFUSED =
  '只有本机能读。要从别处读：启动时设环境变量 MATOU_METRICS_TOKEN，请求带上 Authorization: Bearer <它的值>。\n';
/** Set by reverse proxies: the address of the socket is then the proxy's own. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];
const LOOPBACK = /^(::1|(::ffff:)?127\.[0-9.]+)$/;

/** With a token, only who brings it; without, only who speaks from this machine, and for itself. */
export function mayRead(request: IncomingMessage, token: string | undefined): boolean {
  const { headers, socket } = request;
  if (token !== undefined) return same(headers.authorization ?? '', `Bearer ${token}`);
  return LOOPBACK.test(socket.remoteAddress ?? '') && FORWARDED.every((name) => headers[name] === undefined);
}

/** Hashes, so that the time tells neither length nor how much was right. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
