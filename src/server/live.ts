import type { FastifyInstance } from 'fastify';
import { LIVE_URL } from '../shared/urls.ts';
import type { AppDeps } from './deps.ts';
import { knownLearner } from './learner.ts';
import { keepAlive, NO_LEARNER } from './sockets.ts';

/** Machine states and verdicts, pushed. The page sends nothing here. */
export function registerLive(app: FastifyInstance, deps: AppDeps): void {
  app.get(LIVE_URL, { websocket: true }, (socket, request) => {
    const learner = knownLearner(request, deps);
    if (!learner) return socket.close(NO_LEARNER, 'no learner');
    keepAlive(socket);
    const subscription = deps.sessions.subscribe(
      learner,
      (message) => socket.send(JSON.stringify(message)),
      () => socket.close(NO_LEARNER, 'removed'),
    );
    socket.on('close', () => subscription.stop());
    socket.on('error', () => subscription.stop());
  });
}
