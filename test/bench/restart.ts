import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { testHome } from '../../src/server/config.ts';
import type { LiveMessage } from '../../src/shared/api.ts';
import { LIVE_URL, SESSION_URL, startUrl, terminalUrl } from '../../src/shared/urls.ts';
import { decodeServerFrame, encodeClientFrame } from '../../src/shared/wire.ts';
import { startProgram } from '../docker/program.ts';
import { LAB, openSocket, post } from './class-learner.ts';
import { summarise, type Summary } from './statistics.ts';

const WITHIN_MS = 120_000;

/** kill -9 in the middle of a command, and a new start: until the same program goes on on the same screen. */
export async function measureRestart(runs: number, say: (text: string) => void): Promise<object> {
  const home = join(testHome(), 'e2e');
  const start = () => startProgram(['--home', home, '--port', '0', '--warm', '0']);
  let program = start();
  const listening: number[] = [];
  const back: number[] = [];
  try {
    let address = await program.listening();
    const session = await fetch(address + SESSION_URL);
    const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
    const ready = machineReady(address, cookie);
    await post(address, startUrl(LAB), {}, cookie);
    await ready;
    const { socket } = await shown(address, cookie, /\$|#/);
    const command = 'i=0; while :; do echo tick-$((i += 1)); sleep 0.05; done\r';
    socket.send(encodeClientFrame({ op: 'input', data: Buffer.from(command) }));
    socket.terminate();
    for (let run = 1; run <= runs; run++) {
      say(`第 ${run}/${runs} 次`);
      await sleep(1_000);
      program.child.kill('SIGKILL');
      await program.ended;
      const began = performance.now();
      program = start();
      address = await program.listening();
      listening.push(performance.now() - began);
      const { socket: again } = await shown(address, cookie, /tick-\d+\r\n[^]*tick-\d+\r\n/);
      back.push(performance.now() - began);
      again.terminate();
    }
  } finally {
    program.child.kill('SIGTERM');
    await program.ended;
  }
  const figure = (summary: Summary, target: number): object => ({
    ...summary,
    target: `≤ ${target} ms`,
    met: summary.p50 <= target,
  });
  return { startToListening: summarise(listening), startToScreen: figure(summarise(back), 3_000) };
}

async function machineReady(address: string, cookie: string): Promise<void> {
  let done: () => void = () => {};
  const isReady = new Promise<void>((resolve) => (done = resolve));
  const live = await openSocket(address, LIVE_URL, cookie, (data) => {
    const message = JSON.parse(data.toString('utf8')) as LiveMessage;
    if (message.type === 'machine' && message.status.state === 'ready') done();
  });
  await isReady;
  live.close();
}

/** Opens the terminal until it shows that. */
function shown(address: string, cookie: string, what: RegExp): Promise<{ socket: WebSocket }> {
  return new Promise((resolve, reject) => {
    const url = address.replace('http', 'ws') + terminalUrl(LAB, 1);
    const socket = new WebSocket(url, { headers: { cookie } });
    const late = setTimeout(() => reject(new Error(`no ${what} in ${WITHIN_MS} ms`)), WITHIN_MS);
    let text = '';
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const frame = decodeServerFrame(new Uint8Array(data));
      if (frame.op !== 'restore' && frame.op !== 'output') return;
      text += Buffer.from(frame.data).toString('utf8');
      if (!what.test(text)) return;
      clearTimeout(late);
      resolve({ socket });
    });
  });
}
