import cookie from '@fastify/cookie';
import websocket from '@fastify/websocket';
import fastify from 'fastify';
import type { Machine } from '../../../src/engine/machine.ts';
import { openTerminal } from '../../../src/engine/terminal.ts';
import type { AppDeps } from '../../../src/server/deps.ts';
import { LEARNER_COOKIE } from '../../../src/server/learner.ts';
import { registerTerminals } from '../../../src/server/terminals.ts';
import { terminalUrl } from '../../../src/shared/urls.ts';

export interface TerminalServer extends AsyncDisposable {
  readonly url: string;
  /** Every page's connection breaks, without a word. */
  cut(): void;
}

/** The course's own terminal routes on one machine; whoever asks is let in. */
export async function openTerminalServer(machine: Machine): Promise<TerminalServer> {
  const terminal = await openTerminal({ attach: () => machine.shell(7), nonce: machine.nonce });
  const app = fastify();
  await app.register(cookie);
  await app.register(websocket, { options: { perMessageDeflate: false } });
  const deps = {
    sessions: { terminal: () => Promise.resolve({ terminal, touch: () => undefined }) },
    progress: { hasLearner: () => true },
  };
  app.addHook('onRequest', async (request) => {
    request.cookies[LEARNER_COOKIE] = 'a'.repeat(22);
  });
  registerTerminals(app, deps as unknown as AppDeps);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  return {
    url: `ws://127.0.0.1:${port}${terminalUrl('lab', 1)}`,
    cut: () => {
      for (const socket of app.websocketServer.clients) socket.terminate();
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await terminal[Symbol.asyncDispose]();
    },
  };
}
