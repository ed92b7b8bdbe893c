import cookie from '@fastify/cookie';
import websocket from '@fastify/websocket';
import fastify from 'fastify';
import { openTerminal, type TerminalSession } from '../../../src/engine/terminal.ts';
import { connectOnHost } from '../../../src/engine/machine/sockets.ts';
import type { AppDeps } from '../../../src/server/deps.ts';
import { MAX_TERMINALS } from '../../../src/shared/wire.ts';
import { registerTerminals } from '../../../src/server/terminals.ts';

/**
 * The course's own terminal code, in a process of its own that can be measured: any number of terminals on one machine.
 * With a second machine, the last terminal that there may be is on that one.
 */
const [runDir, nonce, graceMs, otherRunDir, otherNonce = ''] = process.argv.slice(2) as [
  string,
  string,
  string,
  string?,
  string?,
];
const machine = { nonce, connect: connectOnHost(runDir, 'tty.sock') };
const other = otherRunDir && { nonce: otherNonce, connect: connectOnHost(otherRunDir, 'tty.sock') };
const open = new Map<number, Promise<TerminalSession>>();

function terminal(number: number): Promise<TerminalSession> {
  let opening = open.get(number);
  if (!opening) {
    const { nonce, connect } = (number === MAX_TERMINALS && other) || machine;
    const attach = () => Promise.resolve({ terminal: number, connect });
    opening = openTerminal({ attach, nonce, idleGraceMs: Number(graceMs) });
    open.set(number, opening);
    void opening.then(({ ended }) => ended).then(() => open.delete(number));
  }
  return opening;
}

const app = fastify();
await app.register(cookie);
await app.register(websocket, { options: { perMessageDeflate: false } });
const sessions = {
  terminal: async (_learner: string, _lab: string, number: number) => ({
    terminal: await terminal(number),
    touch: () => undefined,
  }),
};
registerTerminals(app, { sessions, progress: { hasLearner: () => true } } as unknown as AppDeps);
await app.listen({ port: 0, host: '127.0.0.1' });
console.log((app.server.address() as { port: number }).port);
process.on('SIGTERM', () => process.exit());
