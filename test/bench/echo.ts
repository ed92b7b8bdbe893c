import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { spawn as spawnPty } from 'node-pty';
import { WebSocket } from 'ws';
import type { HostNames } from '../../src/engine/host.ts';
import { startUrl, SESSION_URL, stopUrl, terminalUrl } from '../../src/shared/urls.ts';
import { decodeServerFrame, encodeClientFrame } from '../../src/shared/wire.ts';
import { summarise, type Summary } from './statistics.ts';

const LAB = 'ch4/hello-world';
const KEYS = 300;
const GAP_MS = 15;
const KEY = 'x';

/** A key to its echo: ours over HTTP and WebSocket, against a pty on `docker exec` with nothing in between. Same machine, in turn. */
export async function measureEcho(
  address: string,
  docker: Docker,
  names: HostNames,
): Promise<{ ours: Summary; bare: Summary }> {
  const before = new Set((await machines(docker)).map((m) => m.Id));
  const session = await fetch(address + SESSION_URL);
  const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
  const post = (url: string) =>
    fetch(address + url, {
      method: 'POST',
      body: '{}',
      headers: { cookie, 'content-type': 'application/json' },
    });
  await post(startUrl(LAB));
  const socket = await openTerminal(address.replace('http', 'ws') + terminalUrl(LAB, 1), cookie);
  const learners = (await machines(docker)).find((m) => before.has(m.Id)) ?? (await machines(docker))[0]!;
  const argv = ['--host', `unix://${names.runDir}/docker.sock`, 'exec', '-it', learners.Id, 'bash', '--norc'];
  const bare = spawnPty('docker', argv, { cols: 80, rows: 24 });
  await sleep(1_500);
  const samples = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round < 3; round++) {
    samples.ours.push(
      ...(await echoes(
        (key) => socket.type(key),
        (hear) => socket.listen(hear),
      )),
    );
    samples.bare.push(
      ...(await echoes(
        (key) => bare.write(key),
        (hear) => {
          const listening = bare.onData(hear);
          return () => listening.dispose();
        },
      )),
    );
  }
  bare.write('\x03exit\r');
  await sleep(200);
  bare.kill();
  socket.close();
  await post(stopUrl(LAB));
  return { ours: summarise(samples.ours), bare: summarise(samples.bare) };
}

const machines = (docker: Docker) => docker.listContainers({ filters: { label: ['matou.role=machine'] } });

async function echoes(
  type: (key: string) => void,
  listen: (hear: (text: string) => void) => () => void,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < KEYS / 3; i++) {
    const took = await new Promise<number>((resolve, reject) => {
      const began = performance.now();
      const late = setTimeout(() => reject(new Error('no echo within 2 s')), 2_000);
      const stop = listen((text) => {
        if (!text.includes(KEY)) return;
        clearTimeout(late);
        stop();
        resolve(performance.now() - began);
      });
      type(KEY);
    });
    times.push(took);
    if (i % 40 === 39) type('\x15'); // Ctrl-U: the line must not grow over the edge
    await sleep(GAP_MS);
  }
  type('\x15');
  await sleep(200);
  return times;
}

async function openTerminal(url: string, cookie: string) {
  const hearers = new Set<(text: string) => void>();
  for (let tries = 0; ; tries++) {
    const socket = new WebSocket(url, { headers: { cookie } });
    socket.binaryType = 'arraybuffer';
    const ready = new Promise<boolean>((resolve) => {
      socket.on('close', () => resolve(false));
      socket.on('error', () => resolve(false));
      socket.on('message', (data: ArrayBuffer) => {
        const frame = decodeServerFrame(new Uint8Array(data));
        if (frame.op === 'restore') resolve(true);
        if (frame.op !== 'output') return;
        socket.send(encodeClientFrame({ op: 'ack', bytes: frame.data.length }));
        for (const hear of [...hearers]) hear(Buffer.from(frame.data).toString('utf8'));
      });
    });
    if (await ready) {
      return {
        type: (key: string) => socket.send(encodeClientFrame({ op: 'input', data: Buffer.from(key) })),
        listen(hear: (text: string) => void) {
          hearers.add(hear);
          return () => hearers.delete(hear);
        },
        close: () => socket.close(),
      };
    }
    if (tries > 100) throw new Error('no terminal');
    await sleep(100);
  }
}
