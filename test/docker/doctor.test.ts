import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostNames, lockHome } from '../../src/engine/host.ts';
import { openProgress } from '../../src/engine/progress.ts';
import { describeEngine } from './machines.ts';
import { root } from './program.ts';

interface Finding {
  readonly what: string;
  readonly state: 'good' | 'note' | 'bad';
  readonly detail: string;
  readonly next?: string;
}

describeEngine('npm run doctor', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'matou-doctor-'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  /** `before`: a shell line run first, in a mount namespace of its own; `by`: a program that runs the command. */
  async function doctor(
    args: readonly string[] = [],
    { before = 'true', by = [] }: { before?: string; by?: readonly string[] } = {},
  ): Promise<{ exitCode: number; ok: boolean; of(what: string): Finding | undefined }> {
    const command = [
      process.execPath,
      join(root, 'src/cli/bootstrap.mjs'),
      'doctor',
      '--json',
      '--home',
      home,
    ];
    const argv = ['-m', 'sh', '-c', `${before}; exec "$@"`, 'sh', ...by, ...command, ...args];
    const { code, text } = await new Promise<{ code: number; text: string }>((done) => {
      execFile('unshare', argv, (error, stdout) =>
        done({ code: error ? Number(error.code) : 0, text: stdout }),
      );
    });
    const { ok, findings } = JSON.parse(text) as { ok: boolean; findings: Finding[] };
    return { exitCode: code, ok, of: (what) => findings.find((each) => each.what === what) };
  }

  test('a machine that is fine; nothing is made, not even the home', async () => {
    rmSync(home, { recursive: true });
    const { exitCode, ok, of } = await doctor(['--port', '0']);
    expect({ exitCode, ok }).toEqual({ exitCode: 0, ok: true });
    for (const what of [
      '系统',
      '用户',
      '用户命名空间',
      'cgroup',
      '环回设备',
      '磁盘',
      '内存',
      '端口',
      'iptables',
      '遗留',
    ])
      expect(of(what)?.state, what).toBe('good');
    expect(() => statSync(home)).toThrow();
  });

  test('a port that is taken: by whom, and another', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const { exitCode, of } = await doctor(['--port', String(port)]);
    expect(exitCode).toBe(1);
    expect(of('端口')).toMatchObject({
      state: 'bad',
      next: expect.stringContaining(`--port ${port + 1}`) as string,
    });
    expect(of('端口')?.detail).toContain(String(process.pid));
    // The course itself may hold it.
    using _lock = lockHome(home, 'npm start');
    expect((await doctor(['--port', String(port)])).of('端口')?.state).toBe('good');
    taken.close();
  });

  test('root without the rights of root, as in a plain container', async () => {
    const by = ['setpriv', '--bounding-set=-sys_admin'];
    const { exitCode, of } = await doctor(['--port', '0'], { by });
    expect(exitCode).toBe(1);
    expect(of('用户')).toMatchObject({
      state: 'bad',
      detail: expect.stringContaining('CAP_SYS_ADMIN') as string,
    });
  });

  test('packages missing: a start brings them; where there is no apt, it can not', async () => {
    const hide = (command: string): string => `mount --bind /dev/null "$(command -v ${command})"`;
    const missing = await doctor(['--port', '0'], { before: hide('mmdebstrap') });
    expect(missing.exitCode).toBe(0);
    expect(missing.of('系统软件包')).toMatchObject({
      state: 'note',
      next: expect.stringContaining('mmdebstrap') as string,
    });
    const stuck = await doctor(['--port', '0'], { before: `${hide('mmdebstrap')}; ${hide('apt-get')}` });
    expect(stuck.exitCode).toBe(1);
  });

  test('no user namespaces', async () => {
    const before = `mount --bind /bin/false "$(command -v unshare)"`;
    const { exitCode, of } = await doctor(['--port', '0'], { before });
    expect(exitCode).toBe(1);
    expect(of('用户命名空间')?.next).toContain('user.max_user_namespaces');
  });

  test('a small disk', async () => {
    const { exitCode, of } = await doctor(['--port', '0'], {
      before: `mount -t tmpfs -o size=50m tmpfs ${home}`,
    });
    expect(exitCode).toBe(1);
    expect(of('磁盘')?.state).toBe('bad');
  });

  test('what a killed run left', async () => {
    const { runDir } = hostNames(home);
    mkdirSync(runDir);
    try {
      const { exitCode, of } = await doctor(['--port', '0']);
      expect(exitCode).toBe(0);
      expect(of('遗留')).toMatchObject({ state: 'note', detail: expect.stringContaining(runDir) as string });
    } finally {
      rmSync(runDir, { recursive: true });
    }
  });

  test('progress: sound with its journal, damaged, or of a newer program; the files stay as they are', async () => {
    const file = join(home, 'progress.db');
    const store = openProgress(file);
    store.ensureLearner('A'.repeat(22));
    // As after a kill -9: the journal still lies beside it.
    cpSync(file, join(home, 'copy'));
    cpSync(`${file}-wal`, join(home, 'copy-wal'));
    store[Symbol.dispose]();
    for (const suffix of ['', '-wal']) cpSync(join(home, `copy${suffix}`), file + suffix);
    const before = snapshot(home);
    expect((await doctor(['--port', '0'])).of('学习进度')?.detail).toContain('1 位学员');
    expect(snapshot(home)).toEqual(before);

    rmSync(`${file}-wal`);
    writeFileSync(file, 'not a database at all, whatever its name');
    const damaged = await doctor(['--port', '0']);
    expect(damaged.of('学习进度')).toMatchObject({
      state: 'note',
      next: expect.stringContaining('restore') as string,
    });
    expect(readFileSync(file, 'utf8')).toContain('whatever its name');
  });
});

function snapshot(dir: string): string[] {
  return readdirSync(dir)
    .sort()
    .map((name) => `${name} ${readFileSync(join(dir, name)).toString('base64')}`);
}
