import type { FastifyInstance } from 'fastify';
import { FrameError, MAX_TERMINALS, TOO_MANY_TERMINALS, decodeClientFrame } from '../shared/wire.ts';
import { TooManyTerminals } from '../engine/lab-sessions.ts';
import type { ViewerHandle } from '../engine/terminal.ts';
import type { AppDeps } from './deps.ts';
import { knownLearner } from './learner.ts';
import { BAD_FRAME, keepAlive, NO_LEARNER, NO_MACHINE } from './sockets.ts';

/** A page says its size and no more until it has been shown the screen; the queue of a cold start is not waited in here. */
const MAX_EARLY_FRAMES = 8;

/** The frames of one terminal. The page can type, resize and acknowledge; it can't say what runs on the host. */
export function registerTerminals(app: FastifyInstance, deps: AppDeps): void {
  const { sessions, classroom } = deps;
  app.delete<{ Params: { lab: string; terminal: string } }>(
    '/api/labs/:lab/terminals/:terminal',
    async (request, reply) => {
      const learner = knownLearner(request, deps);
      const number = terminalNumber(request.params.terminal);
      if (learner && number) await sessions.closeTerminal(learner, request.params.lab, number);
      return reply.code(204).send();
    },
  );
  app.get<{ Params: { lab: string; terminal: string } }>(
    '/api/labs/:lab/terminals/:terminal',
    { websocket: true },
    (socket, request) => {
      const learner = knownLearner(request, deps);
      if (!learner) return socket.close(NO_LEARNER, 'no learner');
      keepAlive(socket);
      let viewer: ViewerHandle | undefined;
      let touch = (): void => {};
      // The size comes at once, before the terminal is found: kept until there is somebody to tell.
      const early: Uint8Array[] = [];
      const receive = (bytes: Uint8Array): void => {
        if (!viewer) {
          if (early.push(bytes) > MAX_EARLY_FRAMES) throw new FrameError('typed before there is a terminal');
          return;
        }
        const frame = decodeClientFrame(bytes);
        if (frame.op === 'input' && classroom && !classroom.mayType(learner)) return;
        if (frame.op === 'input') touch();
        viewer.receive(frame);
      };
      const guarded = (bytes: Uint8Array): void => {
        try {
          receive(bytes);
        } catch (error) {
          if (!(error instanceof FrameError)) throw error;
          request.log.warn({ err: error }, 'bad frame');
          socket.close(BAD_FRAME, 'bad frame');
        }
      };
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (isBinary) guarded(data);
        else socket.close(BAD_FRAME, 'binary frames only');
      });
      let closed = false;
      socket.on('close', () => {
        closed = true;
        viewer?.detach();
      });
      const number = terminalNumber(request.params.terminal);
      const found = number
        ? sessions.terminal(learner, request.params.lab, number)
        : Promise.resolve(undefined);
      found.then(
        (opened) => {
          if (closed) return;
          if (!opened) return socket.close(NO_MACHINE, 'no machine');
          touch = opened.touch;
          viewer = opened.terminal.attach({
            send: (frame, sent) => socket.send(frame, sent),
            bufferedBytes: () => socket.bufferedAmount,
          });
          for (const bytes of early.splice(0)) guarded(bytes);
          void opened.terminal.ended.then(() => socket.close(NO_MACHINE, 'terminal ended'));
        },
        (error: unknown) => {
          if (error instanceof TooManyTerminals) return socket.close(TOO_MANY_TERMINALS, 'too many');
          request.log.warn({ err: error }, 'no terminal');
          socket.close(NO_MACHINE, 'no machine');
        },
      );
    },
  );
}

/** Numbers are what the page's tabs count by, so they go no further than there may be tabs. */
export function terminalNumber(text: string): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= MAX_TERMINALS ? number : undefined;
}
