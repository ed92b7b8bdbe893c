import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onPath } from '../../../src/engine/host.ts';

export interface BenchServer extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
}

const STARTED_WITHIN_MS = 10_000;

export async function startScript(
  name: string,
  script: string,
  args: readonly string[],
): Promise<BenchServer> {
  const argv = ['--import', 'tsx', join(import.meta.dirname, script), ...args];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return serverOf(name, child, Number(line.toString().trim()));
}

/** ttyd where it is on PATH, else the bare pty; what runs for each visitor is the same. */
export async function startPeer(argv: readonly string[]): Promise<BenchServer> {
  const ttyd = onPath('ttyd');
  if (!ttyd) return startScript('docker exec（没有 ttyd）', 'bare-server.ts', argv);
  const port = await freePort();
  const options = ['-W', '-i', 'lo', '-p', String(port), '-d', '1'];
  const child = spawn(ttyd, [...options, ...argv], { stdio: 'ignore' });
  const server = serverOf('ttyd', child, port);
  for (let waited = 0; !(await answers(port)); waited += 50) {
    if (waited > STARTED_WITHIN_MS) throw new Error('ttyd does not listen');
    await sleep(50);
  }
  return server;
}

function serverOf(name: string, child: ChildProcess, port: number): BenchServer {
  return {
    name,
    pid: child.pid!,
    port,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
