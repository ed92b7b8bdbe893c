import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MachineUnavailable } from '../machine.ts';
import { processesModel } from './model-processes.ts';
import { rawFilesSchema, rawMarksSchema, rawProcessesSchema, type RawWrites } from './raw.ts';
import { Reader } from './reader.ts';
import { localStream } from './test-machine.ts';

const onLinux = describe.skipIf(process.platform !== 'linux');

onLinux('the script, run by perl', () => {
  let dir: string;
  let reader: Reader;
  const heard: RawWrites = [];
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'matou-observe-'));
    for (const each of ['upper/a', 'init', 'lower/a']) mkdirSync(join(dir, each), { recursive: true });
    heard.length = 0;
    reader = await Reader.open({ stream: localStream }, (writes) => heard.push(...writes));
  });
  afterEach(() => {
    reader[Symbol.dispose]();
    rmSync(dir, { recursive: true, force: true });
  });
  const at = (path: string): string => join(dir, path);

  test('what a read-write layer adds and changes, newest first, and again when something moves', async () => {
    writeFileSync(at('lower/a/old'), '1');
    writeFileSync(at('upper/a/old'), '22');
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(at('upper/new'), '333');
    symlinkSync('new', at('upper/link'));
    await reader.watch([
      { id: 'x/rw', live: true, directory: at('upper'), lowers: [at('init'), at('lower')] },
    ]);
    await expect.poll(() => heard.length).toBe(1);
    const paths = heard[0]!.changes.map(({ path, change, type, size }) => [path, change, type, size]);
    expect(
      paths
        .slice(0, 2)
        .map(([path]) => path)
        .sort(),
    ).toEqual(['/link', '/new']);
    expect(paths).toEqual(
      expect.arrayContaining([
        ['/a', 'C', 'dir', 0],
        ['/a/old', 'C', 'file', 2],
        ['/new', 'A', 'file', 3],
        ['/link', 'A', 'link', 0],
      ]),
    );
    expect(heard[0]!.size).toBe(5);
    // The same size in the same second: the time tells.
    writeFileSync(at('upper/new'), '444');
    await expect.poll(() => heard.length, { timeout: 3_000 }).toBe(2);
    expect(heard[1]!.changes[0]!.path).toBe('/new');
    expect(heard[1]!.changes[0]!.ctime).toBeGreaterThan(heard[0]!.changes[0]!.ctime);
  });

  test('what does not run is looked at only when asked; what is huge is cut and said to be', async () => {
    for (let i = 0; i < 4_100; i++) writeFileSync(at(`upper/a/${i}`), '');
    const layer = { id: 'x/rw', live: false, directory: at('upper'), lowers: [] };
    await reader.watch([layer]);
    await expect.poll(() => heard.length).toBe(1);
    expect(heard[0]).toMatchObject({ complete: 0 });
    expect(heard[0]!.changes).toHaveLength(60);
    expect(heard[0]!.more).toBeGreaterThan(3_900);
    rmSync(at('upper/a'), { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(heard).toHaveLength(1);
    await reader.watch([layer]);
    await expect.poll(() => heard.length).toBe(2);
    expect(heard[1]).toMatchObject({ complete: 1, changes: [], more: 0 });
  });

  test('names of any kind travel; files that are none do not hold it up', async () => {
    writeFileSync(at('upper/a\tb\n"\\\u0001'), '泊位');
    await reader.watch([{ id: 'x/rw', live: true, directory: at('upper'), lowers: [] }]);
    await expect.poll(() => heard[0]?.changes.map(({ path }) => path)).toContain('/a\tb\n"\\\u0001');
    writeFileSync(at('file'), '泊位 "\n');
    const { files } = await reader.ask('files', [at('file'), at('none'), at('upper')], rawFilesSchema);
    expect(files).toEqual({ [at('file')]: '泊位 "\n', [at('none')]: null, [at('upper')]: '' });
    expect(await reader.ask('marks', [at('upper')], rawMarksSchema)).toEqual({ marks: [], more: 0 });
    await expect(reader.ask('files', ['a\nb'], rawFilesSchema)).rejects.toThrow(MachineUnavailable);
  });

  test('the processes of this machine', async () => {
    const raw = await reader.ask('processes', [], rawProcessesSchema);
    const me = raw.processes.find(({ pid }) => pid === process.pid)!;
    expect(me).toMatchObject({ ppid: process.ppid, uid: process.getuid!() });
    expect(me.ns.pid).toBeGreaterThan(0);
    const { state } = processesModel(raw, new Map(), Date.now(), undefined);
    expect(state.processes.length).toBeGreaterThan(0);
  });
});

describe('a script that was replaced', () => {
  const saying = (text: string) => (): Promise<Duplex> =>
    Promise.resolve(
      new Duplex({
        read() {},
        write(_chunk, _encoding, done) {
          this.push(text);
          done();
        },
      }),
    );
  const asked = async (text: string): Promise<unknown> => {
    using reader = await Reader.open({ stream: saying(text) }, () => {});
    return await reader.ask('marks', ['/x'], rawMarksSchema);
  };

  test('nonsense, other forms and floods are no answer, and no harm', async () => {
    await expect(asked('hello\n')).rejects.toThrow(MachineUnavailable);
    await expect(
      asked('{"ready":1}\n{"n":1,"answer":{"marks":[{"kind":"__proto__"}],"more":1}}\n'),
    ).rejects.toThrow(MachineUnavailable);
    await expect(asked(`{"ready":1}\n${'x'.repeat(5 * 1024 * 1024)}`)).rejects.toThrow(MachineUnavailable);
  });
});
