import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { testHome } from '../../src/server/config.ts';
import { encodeClientFrame } from '../../src/shared/wire.ts';
import { checkUrl, PROGRESS_URL, SESSION_URL, startUrl, terminalUrl } from '../../src/shared/urls.ts';
import { describeEngine } from './machines.ts';
import { startProgram } from './program.ts';

const LAB = 'ch4/hello-world';
const SECRET = 'hunter2-of-the-wharf';

describeEngine('what a learner types is in no log, however much is logged', () => {
  const home = join(testHome(), 'e2e');

  test(
    'keystrokes, output, answers, broken frames, broken requests, who they are',
    async () => {
      process.env['MATOU_LOG_LEVEL'] = 'trace';
      const program = startProgram(['--home', home, '--port', '0']);
      delete process.env['MATOU_LOG_LEVEL'];
      try {
        const address = await program.listening();
        const session = await fetch(address + SESSION_URL);
        const { learner } = (await session.json()) as { learner: string };
        const headers = { cookie: session.headers.getSetCookie()[0]!.split(';')[0]! };
        const post = (path: string, body: string): Promise<Response> =>
          fetch(address + path, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body,
          });
        const open = (): WebSocket =>
          new WebSocket(address.replace('http', 'ws') + terminalUrl(LAB, 1), { headers });
        const closed = (socket: WebSocket): Promise<unknown> =>
          new Promise((done) => socket.once('close', done));

        await post(startUrl(LAB), '{}');
        const seen: Buffer[] = [];
        const terminal = await expectTerminal(open, seen);
        const type = (text: string): void =>
          terminal.send(encodeClientFrame({ op: 'input', data: Buffer.from(text) }));
        const printed = (): string => Buffer.concat(seen).toString('utf8');
        type(
          `echo said-${SECRET}; no-such-command-${SECRET}; docker run ${SECRET}; read -s -p 'password: ' p\r`,
        );
        await expect.poll(printed, { timeout: 30_000 }).toMatch(/said-[\s\S]*not found[\s\S]*password: $/);
        type(`${SECRET}\r`);

        const answers = { 'container-id': SECRET, 'run-again': SECRET };
        await post(checkUrl(LAB, 'which-container'), JSON.stringify({ answers }));
        await post(checkUrl(LAB, 'which-container'), `{"answers": ${SECRET}`);
        await post(startUrl(SECRET), '{}');
        await fetch(address + PROGRESS_URL, { headers: { cookie: `matou_learner=${SECRET}` } });
        for (const frame of [Buffer.from(`\xff${SECRET}`, 'latin1'), SECRET, Buffer.alloc(200_000, SECRET)]) {
          const socket = open();
          await new Promise((done) => socket.once('open', done));
          const end = closed(socket);
          socket.send(frame);
          await end;
        }
        terminal.terminate();

        program.child.kill('SIGTERM');
        expect(await program.ended).toBe(0);
        const logs = readdirSync(join(home, 'logs')).map((name) =>
          readFileSync(join(home, 'logs', name), 'utf8'),
        );
        const text = logs.join('\n') + program.output();
        expect(text).toContain('bad frame'); // it does log
        expect(text).toContain('level=info');
        expect(text).not.toContain(SECRET);
        expect(text).not.toContain(learner);
      } finally {
        program.child.kill('SIGTERM');
        await program.ended;
      }
    },
    5 * 60_000,
  );
});

/** Opens the terminal as soon as its machine is ready: until then the server closes it at once. */
async function expectTerminal(open: () => WebSocket, seen: Buffer[]): Promise<WebSocket> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const socket = open();
    socket.on('message', (data: Buffer) => seen.push(data));
    const [event] = await Promise.race([
      new Promise<['message']>((done) => socket.once('message', () => done(['message']))),
      new Promise<['close']>((done) => socket.once('close', () => done(['close']))),
    ]);
    if (event === 'message') return socket;
    if (Date.now() > deadline) throw new Error('no terminal');
    await new Promise((done) => setTimeout(done, 200));
  }
}
