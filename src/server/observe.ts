import type { FastifyInstance } from 'fastify';
import { observeRequestSchema } from '../shared/observe.ts';
import type { AppDeps } from './deps.ts';
import { knownLearner } from './learner.ts';
import { BAD_FRAME, keepAlive, NO_LEARNER, NO_MACHINE } from './sockets.ts';

/** A page that reads slower than its machine moves is cut off: it comes back and gets the last state. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** What the 观察 panel draws of the learner's own machine, as long as it is open. */
export function registerObserve(app: FastifyInstance, deps: AppDeps): void {
  app.get<{ Params: { lab: string } }>('/api/labs/:lab/observe', { websocket: true }, (socket, request) => {
    const learner = knownLearner(request, deps);
    if (!learner) return socket.close(NO_LEARNER, 'no learner');
    const view = deps.sessions.view(learner, request.params.lab);
    if (!view) return socket.close(NO_MACHINE, 'no machine');
    keepAlive(socket);
    const watcher = view.observation.watch((message) => {
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) return socket.terminate();
      socket.send(JSON.stringify(message));
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const wanted = isBinary ? undefined : observeRequestSchema.safeParse(parse(data)).data;
      if (wanted) watcher.show(wanted.parts);
      else socket.close(BAD_FRAME, 'bad frame');
    });
    socket.on('close', () => watcher.stop());
    socket.on('error', () => watcher.stop());
    void view.ended.then(() => socket.close(NO_MACHINE, 'machine ended'));
  });
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}
