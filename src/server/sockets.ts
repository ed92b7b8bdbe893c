import type { WebSocket } from 'ws';

/** Close codes of our own (4000–4999 are free for applications); the page shows each in its own words. */
export const NO_LEARNER = 4401;
export const NO_MACHINE = 4404;
export const NOT_ALLOWED = 4403;
export const BAD_FRAME = 4400;

const PING_EVERY_MS = 20_000;

/** Finds a page that is gone without a word (laptop closed, cable pulled): no pong until the next ping ends it. */
export function keepAlive(socket: WebSocket): void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_EVERY_MS);
  timer.unref();
  socket.on('close', () => clearInterval(timer));
}
