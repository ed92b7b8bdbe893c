import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeServerFrame } from '../shared/wire.ts';
import { Recordings } from './recordings.ts';
import type { TerminalSession, Viewer } from './terminal.ts';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'matou-recordings-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const AT = new Date('2026-11-25T08:30:00.123Z');
const ABOUT = { lab: 'ch4/hello-world', terminal: 2, at: AT };

/** Only what a recording asks of a session: the frames are the real ones. */
class Source {
  viewer!: Viewer;
  acked = 0;
  end!: () => void;
  readonly session = {
    cols: 80,
    rows: 24,
    ended: new Promise<void>((resolve) => (this.end = resolve)),
    watch: (viewer: Viewer) => {
      this.viewer = viewer;
      return {
        receive: (frame: { op: string; bytes?: number }) => void (this.acked += frame.bytes ?? 0),
        detach: () => {},
      };
    },
  } as unknown as TerminalSession;

  output(data: string): void {
    this.viewer.send(encodeServerFrame({ op: 'output', data: Buffer.from(data) }));
  }
}

type Line = [number, string, string];
const lines = (content: string): unknown[] =>
  content
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

it('is an asciicast of what was seen, with sizes and marks in their place', async () => {
  const recordings = new Recordings(dir);
  const source = new Source();
  const recording = await recordings.start('wang', source.session, ABOUT);
  source.viewer.send(encodeServerFrame({ op: 'restore', cols: 80, rows: 24, data: Buffer.from('$ ') }));
  source.output('docker ps\r\n码头 🐳');
  source.viewer.send(encodeServerFrame({ op: 'size', cols: 100, rows: 30 }));
  source.viewer.send(encodeServerFrame({ op: 'mark', mark: { kind: 'prompt' } }));
  recording!.mark('通过：运行');
  source.output('end');
  await recording!.stop();

  const [info] = await recordings.list('wang');
  expect(info).toMatchObject({
    lab: 'ch4/hello-world',
    terminal: 2,
    startedAt: new Date('2026-11-25T08:30:00Z'),
  });
  const [header, ...events] = lines(await text((await recordings.read('wang', info!.id))!));
  expect(header).toMatchObject({ version: 2, width: 80, height: 24, timestamp: 1_795_595_400 });
  expect((events as Line[]).map(([, kind, data]) => [kind, data])).toEqual([
    ['o', '\x1bc$ '],
    ['o', 'docker ps\r\n码头 🐳'],
    ['r', '100x30'],
    ['m', '通过：运行'],
    ['o', 'end'],
  ]);
  const times = (events as Line[]).map(([seconds]) => seconds);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(source.acked).toBe(Buffer.byteLength('docker ps\r\n码头 🐳end'));
});

it('a flood ends the recording at its bound, and is acknowledged all the same', async () => {
  const recordings = new Recordings(dir, { fileBytes: 10_000, personBytes: 15_000 });
  const source = new Source();
  const recording = await recordings.start('wang', source.session, ABOUT);
  for (let i = 0; i < 100; i++) source.output('x'.repeat(1_000));
  await recording!.stop();
  const [info] = await recordings.list('wang');
  expect(info!.bytes).toBeLessThan(10_200);
  expect(source.acked).toBe(100_000);
  const content = readFileSync(join(dir, 'wang', `${info!.id}.cast`), 'utf8');
  expect((lines(content).at(-1) as Line)[1]).toBe('m');

  // What is left of the person's room is less; then there is none.
  const second = new Source();
  const again = await recordings.start('wang', second.session, {
    ...ABOUT,
    at: new Date(AT.getTime() + 1_000),
  });
  for (let i = 0; i < 100; i++) second.output('x'.repeat(1_000));
  await again!.stop();
  expect((await recordings.list('wang')).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(15_500);
  const third = new Date(AT.getTime() + 2_000);
  expect(await recordings.start('wang', new Source().session, { ...ABOUT, at: third })).toBeUndefined();
});

it('a terminal that ends closes its recording; one cut off by a power loss is no listing’s end', async () => {
  const recordings = new Recordings(dir);
  const source = new Source();
  await recordings.start('wang', source.session, ABOUT);
  source.output('last words');
  source.end();
  await expect.poll(async () => (await recordings.list('wang'))[0]?.bytes).toBeGreaterThan(150);
  writeFileSync(join(dir, 'wang', '20261125T083000999Z-1.cast'), '{"version":2,"wi');
  expect(await recordings.list('wang')).toHaveLength(1);
});

it('gives no file but a recording of that person', async () => {
  writeFileSync(join(dir, 'secret.cast'), 'secret');
  const recordings = new Recordings(dir);
  expect(await recordings.read('wang', '../secret')).toBeUndefined();
  await expect(recordings.read('../..', '20261125T083000123Z-1')).rejects.toThrow('no id of a person');
  expect(await recordings.list('nobody')).toEqual([]);
  const recording = await recordings.start('wang', new Source().session, ABOUT);
  await recording!.stop();
  const [{ id } = { id: '' }] = await recordings.list('wang');
  expect(statSync(join(dir, 'wang', `${id}.cast`)).mode & 0o077).toBe(0);
  expect(await recordings.read('li', id)).toBeUndefined();
  await recordings.remove('wang');
  expect(existsSync(join(dir, 'wang'))).toBe(false);
});
