import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';

/** Of one learner: eight tabs, each with its live socket and six terminals. */
export const MAX_SOCKETS = 56;
/** Of one socket: at 25 MB/s a page that keeps up acknowledges 5,000 times a second. */
export const MESSAGES_PER_SECOND = 20_000;
/** A large paste takes a moment longer. */
export const BYTES_PER_SECOND = 8 * 1024 * 1024;
const WINDOW_MS = 100;
/** Answers to pings that the other end doesn't read; what a terminal prints is bounded long before. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/**
 * Bounds how many WebSockets one learner has (`whose`; a stranger is their address) and how fast each may send, on every
 * route. Too fast is no offence: the server stops reading, and what is on its way waits at the sender.
 */
export function limitSockets(app: FastifyInstance, whose: (request: FastifyRequest) => string): void {
  const open = new Map<string, number>();
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.upgrade === undefined) return;
    const key = whose(request);
    const socket = request.raw.socket;
    if ((open.get(key) ?? 0) >= MAX_SOCKETS) {
      reply.raw.once('finish', () => socket.end());
      const message = '同时打开的连接太多了：关掉一些标签页再试。';
      await reply.code(429).send({ error: { code: 'bad-request', message } });
      return;
    }
    open.set(key, (open.get(key) ?? 0) + 1);
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    });
  });
  app.websocketServer.on('connection', slowDown);
}

/** Exported for its test. */
export function slowDown(socket: WebSocket): void {
  let sinceMs = performance.now();
  let messages = 0;
  let bytes = 0;
  const count = (data: Buffer): void => {
    const nowMs = performance.now();
    if (nowMs - sinceMs >= WINDOW_MS) {
      sinceMs = nowMs;
      messages = bytes = 0;
    }
    messages += 1;
    bytes += data.length;
    const share = Math.max(messages / MESSAGES_PER_SECOND, bytes / BYTES_PER_SECOND);
    if (share * 1000 < WINDOW_MS || socket.isPaused) return;
    socket.pause();
    // A frame may hold more than a window's share.
    setTimeout(() => socket.resume(), Math.max(WINDOW_MS, share * 1000) - (nowMs - sinceMs)).unref();
  };
  socket.on('message', count);
  socket.on('ping', (data) => {
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) socket.terminate();
    else count(data);
  });
}
