import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entriesOf } from '../../src/engine/home.ts';
import { run } from '../../src/engine/host.ts';
import { testHome } from '../../src/server/config.ts';
import { describeEngine } from './machines.ts';
import { leftovers, root, startProgram, type Program } from './program.ts';

describeEngine('npm run uninstall', () => {
  let home: string;
  let program: Program | undefined;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'matou-uninstall-'));
  });
  afterEach(async () => {
    program?.child.kill('SIGTERM');
    await program?.ended;
    await uninstall('--yes'); // whatever a test that failed left
    rmSync(home, { recursive: true, force: true });
  });

  const uninstall = (...args: string[]): Promise<{ code: number; said: string }> =>
    new Promise((done) => {
      const argv = [join(root, 'src/cli/bootstrap.mjs'), 'uninstall', '--home', home, ...args];
      execFile(process.execPath, argv, (error, out, err) =>
        done({ code: error ? Number(error.code) : 0, said: out + err }),
      );
    });

  async function startAndKill(): Promise<void> {
    program = startProgram(['--home', home, '--port', '0']);
    await expect.poll(() => program!.output(), { timeout: 30_000 }).toContain('✔ 宿主引擎');
    program.child.kill('SIGKILL');
    await program.ended;
  }

  test('refuses while the course runs, and disturbs nothing', async () => {
    program = startProgram(['--home', home, '--port', '0']);
    await expect.poll(() => program!.output(), { timeout: 30_000 }).toContain('✔ 宿主引擎');
    const { code, said } = await uninstall('--yes');
    expect(code).toBe(1);
    expect(said).toContain(`kill ${program.child.pid}`);
    expect((await leftovers(home)).some((each) => each.includes('dockerd'))).toBe(true);
  });

  test('after kill -9: processes, mounts, network, rules, kernel settings and data are gone', async () => {
    const sysctl = (): string => readFileSync('/proc/sys/kernel/keys/maxkeys', 'utf8');
    const before = sysctl();
    const remapping = readFileSync('/etc/subuid', 'utf8');
    await startAndKill();
    // As between the making of a machine's disk and its first mount.
    const disk = join(home, 'engine/disks/half-made.img');
    mkdirSync(dirname(disk), { recursive: true });
    writeFileSync(disk, Buffer.alloc(1024 ** 2));
    const device = (await run('losetup', ['--find', '--show', disk])).trim();
    expect(await leftovers(home)).toContain(`环回设备 ${device}`);
    expect((await leftovers(home)).length).toBeGreaterThan(5);
    const { code, said } = await uninstall('--yes');
    expect(code, said).toBe(0);
    expect(await leftovers(home)).toEqual([]);
    expect(existsSync(home)).toBe(false);
    expect(sysctl()).toBe(before);
    // The engine of these tests needs it still.
    expect(readFileSync('/etc/subuid', 'utf8')).toBe(remapping);
    expect(said).toContain('dockremap');
    expect(said).toContain(root);
    expect((await uninstall('--yes')).code).toBe(0); // nothing to remove is fine
    expect(existsSync(home)).toBe(false);
  });

  test('what is not ours stays, and is named', async () => {
    writeFileSync(join(home, 'thesis.tex'), 'three years of work');
    await startAndKill();
    const { code, said } = await uninstall('--yes');
    expect(code, said).toBe(0);
    expect(said).toContain('thesis.tex');
    expect(readdirSync(home)).toEqual(['thesis.tex']);
    expect(await leftovers(home)).toEqual([]);
  });

  test('asks first; with nobody to ask, it says how', async () => {
    writeFileSync(join(home, 'progress.db'), '');
    const { code, said } = await uninstall();
    expect(code).toBe(1);
    expect(said).toContain('--yes');
    expect(existsSync(join(home, 'progress.db'))).toBe(true);
  });

  test('knows every entry of a home that has been in use', () => {
    const used = ['docker', 'e2e'].map((name) => join(testHome(), name)).filter((each) => existsSync(each));
    expect(used.length).toBeGreaterThan(0);
    for (const each of used) expect(entriesOf(each).filter(({ kind }) => kind === 'unknown')).toEqual([]);
  });
});
