import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { summarise, type Summary } from '../statistics.ts';
import { PROMPT, type BenchTerminal, type Open } from './clients.ts';
import { cpuMs, memoryMiB, shellCount, type Scope } from './processes.ts';

const PROMPT_WITHIN_MS = 20_000;
const ECHO_WITHIN_MS = 5_000;
const FLOOD_WITHIN_MS = 30_000;
const KEY = 'x';
const GAP_MS = 12;
export const FLOOD_FILE = '/tmp/bench-flood';
export const FLOOD_LINES = 600_000;

/** Resolves when the output since the call ends with `text`, or holds it. */
export function hears(terminal: BenchTerminal, text: string, withinMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`no ${JSON.stringify(text)} in ${withinMs} ms`)),
      withinMs,
    );
    const wanted = Buffer.from(text);
    let bytes = 0;
    let tail = Buffer.alloc(0);
    terminal.listen((data) => {
      bytes += data.length;
      const seen = tail.length > 0 ? Buffer.concat([tail, data]) : data;
      if (seen.includes(wanted)) {
        clearTimeout(late);
        resolve(bytes);
      }
      tail = Buffer.from(seen.subarray(Math.max(0, seen.length - wanted.length)));
    });
  });
}

/** Never one that may still be on its way out. */
let lastNumber = 0;
const nextNumber = (): number => (lastNumber = (lastNumber % 190) + 1);

/** From the click to the prompt. */
export async function openOne(open: Open): Promise<{ terminal: BenchTerminal; tookMs: number }> {
  const number = nextNumber();
  const began = performance.now();
  const terminal = await open(number);
  await hears(terminal, PROMPT, PROMPT_WITHIN_MS);
  return { terminal, tookMs: performance.now() - began };
}

export async function opening(open: Open, times: number): Promise<Summary> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const { terminal, tookMs } = await openOne(open);
    took.push(tookMs);
    await leave(terminal);
  }
  return summarise(took);
}

export async function openingAtOnce(open: Open, count: number): Promise<Summary> {
  const opened = await Promise.all(Array.from({ length: count }, () => openOne(open)));
  for (const { terminal } of opened) await leave(terminal);
  await sleep(500);
  return summarise(opened.map(({ tookMs }) => tookMs));
}

/** Its shell ends, whichever way it was reached: what follows must not pay for it. */
async function leave(terminal: BenchTerminal): Promise<void> {
  terminal.type('\x03\x15exit\r');
  await sleep(30);
  terminal.end();
  await sleep(30);
  terminal.close();
}

export async function echo(open: Open, keys: number): Promise<Summary> {
  const { terminal } = await openOne(open);
  await sleep(300);
  const took: number[] = [];
  for (let i = 0; i < keys; i++) {
    const heard = hears(terminal, KEY, ECHO_WITHIN_MS);
    const began = performance.now();
    terminal.type(KEY);
    await heard;
    took.push(performance.now() - began);
    if (i % 40 === 39) {
      terminal.type('\x15'); // the line must not grow over the edge
      await sleep(20);
    }
    await sleep(GAP_MS);
  }
  await leave(terminal);
  return summarise(took);
}

export async function echoBesideFlood(
  open: Open,
  kind: 'ours' | 'peer',
  port: number,
  keys: number,
): Promise<{ echo: Summary; floodMBps: number }> {
  const command = `while :; do cat ${FLOOD_FILE}; done\r`;
  const reader = fork(join(import.meta.dirname, 'flood-reader.ts'), [kind, String(port), command], {
    execArgv: ['--import', 'tsx'],
  });
  const read = async (): Promise<number> => {
    reader.send('?');
    const answer = once(reader, 'message', { signal: AbortSignal.timeout(FLOOD_WITHIN_MS) });
    return ((await answer) as [number])[0];
  };
  try {
    const deadline = performance.now() + FLOOD_WITHIN_MS;
    while ((await read()) < 5_000_000) {
      if (performance.now() > deadline) throw new Error(`no flood in ${FLOOD_WITHIN_MS} ms`);
      await sleep(50);
    }
    const before = await read();
    const began = performance.now();
    const summary = await echo(open, keys);
    const floodMBps = ((await read()) - before) / 1000 / (performance.now() - began);
    return { echo: summary, floodMBps };
  } finally {
    if (reader.connected) reader.disconnect();
    if (reader.exitCode === null && reader.signalCode === null) await once(reader, 'exit');
  }
}

export async function output(
  open: Open,
  scope: Scope,
): Promise<{ readonly mbPerS: number; readonly cpuMsPerMb: number }> {
  const { terminal } = await openOne(open);
  await sleep(300);
  const before = cpuMs(scope);
  const began = performance.now();
  // The end is quoted, so that the typed line isn't taken for it.
  const done = hears(terminal, 'DONE\r\n', 120_000);
  terminal.type(`cat ${FLOOD_FILE}; echo DO""NE\r`);
  const mb = (await done) / 1e6;
  const seconds = (performance.now() - began) / 1000;
  const cpu = cpuMs(scope) - before;
  await leave(terminal);
  return { mbPerS: mb / seconds, cpuMsPerMb: cpu / mb };
}

/** How long a flood goes on to come after Ctrl-C, at a page that reads 2 MB/s. */
export async function interrupt(open: Open, giveUpMs: number): Promise<number> {
  const { terminal } = await openOne(open);
  await sleep(300);
  terminal.slowDown(2_000_000);
  terminal.type(`while :; do cat ${FLOOD_FILE}; done\r`);
  await sleep(2_500);
  const prompt = hears(terminal, PROMPT, giveUpMs);
  const began = performance.now();
  terminal.type('\x03');
  await prompt.catch(() => undefined);
  const took = performance.now() - began;
  terminal.close();
  return took;
}

export async function atFifty(
  open: Open,
  scope: Scope,
  graceMs: number,
): Promise<{ readonly memoryMiB: number; readonly shellsLeft: number }> {
  const COUNT = 50;
  const { terminal: first } = await openOne(open);
  await sleep(1_500);
  const before = memoryMiB(scope);
  const terminals: BenchTerminal[] = [];
  for (let i = 0; i < COUNT; i++) terminals.push((await openOne(open)).terminal);
  await sleep(1_500);
  const after = memoryMiB(scope);
  for (const terminal of [first, ...terminals]) terminal.close();
  await sleep(graceMs + 4_000);
  return { memoryMiB: (after - before) / COUNT, shellsLeft: shellCount(scope) };
}
