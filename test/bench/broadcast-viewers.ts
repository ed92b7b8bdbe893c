import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { broadcastTerminalUrl } from '../../src/shared/urls.ts';
import { decodeServerFrame, encodeClientFrame } from '../../src/shared/wire.ts';
import { openSocket } from './class-learner.ts';

/**
 * The pages of many viewers, in a process of their own: they must not take the time of the server. Says `ready`, then
 * when each viewer saw which marker, by the clock of the machine.
 */
const [address, classId, slow, ...cookies] = process.argv.slice(2) as [string, string, string, ...string[]];
const MARKER = /k(\d+);/g;
const AT_ONCE = 20;

export interface Seen {
  /** [marker, milliseconds since the epoch] */
  readonly seen: readonly (readonly [number, number])[];
  readonly bytes: number;
}
const seen: [number, number][] = [];
let bytes = 0;
const sockets: WebSocket[] = [];

async function watch(cookie: string, index: number): Promise<void> {
  let tail = '';
  const socket = await openSocket(address, broadcastTerminalUrl(classId), cookie, (data) => {
    const at = performance.timeOrigin + performance.now();
    const frame = decodeServerFrame(new Uint8Array(data));
    if (frame.op !== 'output') return;
    bytes += frame.data.length;
    socket.send(encodeClientFrame({ op: 'ack', bytes: frame.data.length }));
    const text = tail + Buffer.from(frame.data).toString('latin1');
    for (const [, marker] of text.matchAll(MARKER)) seen.push([Number(marker), at]);
    tail = /k\d*$/.exec(text)?.[0] ?? '';
  });
  // Some read nothing at all: a laptop that was closed.
  if (index < Number(slow)) socket.pause();
  sockets.push(socket);
}

for (let from = 0; from < cookies.length; from += AT_ONCE) {
  await Promise.all(cookies.slice(from, from + AT_ONCE).map((cookie, index) => watch(cookie, from + index)));
}
await sleep(500);
process.send!('ready');
process.on('message', () => {
  process.send!({ seen: seen.splice(0), bytes } satisfies Seen);
});
process.on('disconnect', () => process.exit());
