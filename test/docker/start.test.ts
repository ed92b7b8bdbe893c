import { getEventListeners } from 'node:events';
import { mkdirSync, mkdtempSync, chownSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run, tryRun } from '../../src/engine/host.ts';
import { ensureImages } from '../../src/engine/images.ts';
import { testHome } from '../../src/server/config.ts';
import { describeEngine, machineHost } from './machines.ts';
import { leftovers, startProgram } from './program.ts';

const NOBODY = 65_534;

describeEngine('npm start in a bad place says what is wrong and what to do, and leaves nothing', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'matou-bad-'));
  });
  afterEach(async () => {
    expect(await leftovers(home)).toEqual([]);
    rmSync(home, { recursive: true, force: true });
  });

  async function refused(
    args: readonly string[],
    options: Parameters<typeof startProgram>[1] = {},
  ): Promise<string> {
    const program = startProgram(['--home', home, '--port', '0', ...args], options);
    expect(await program.ended, program.output()).toBe(1);
    expect(program.output()).toContain('下一步：');
    expect(program.output()).not.toContain('    at ');
    return program.output();
  }

  test('port taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    expect(await refused(['--port', String(port)])).toContain(`端口 ${port} 已经被别的程序占用`);
    taken.close();
  });

  test('an address that is not here', async () => {
    expect(await refused(['--host', '203.0.113.7'])).toContain('不能在地址 203.0.113.7 上监听');
  });

  test('an option that makes no sense', async () => {
    expect(await refused(['--port', 'abc'])).toContain('端口');
    expect(await refused(['--warm', '-3'])).toContain('预热数');
  });

  test('an option that nobody knows', async () => {
    expect(await refused(['--prot', '80'])).toContain('不认识的选项 --prot');
  });

  test('stopped while it starts: nothing stays', async () => {
    const program = startProgram(['--home', home, '--port', '0']);
    await expect.poll(() => program.output(), { timeout: 30_000 }).toContain('✔ 宿主引擎');
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.output()).not.toContain('码头已就绪');
  });

  test('not root, everything installed', async () => {
    chownSync(home, NOBODY, NOBODY);
    const said = await refused([], { uid: NOBODY });
    expect(said).toContain('当前用户不是 root');
    expect(said).toContain('sudo npm start');
  });

  test('not root, and packages missing: the exact command', async () => {
    chownSync(home, NOBODY, NOBODY);
    const said = await refused([], {
      uid: NOBODY,
      before: 'mount --bind /dev/null "$(command -v mmdebstrap)"',
    });
    expect(said).toContain(
      "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends mmdebstrap'",
    );
  });

  test('root, packages missing, no apt', async () => {
    const hide =
      'mount --bind /dev/null "$(command -v mmdebstrap)"; mount --bind /dev/null "$(command -v apt-get)"';
    const said = await refused([], { before: hide });
    expect(said).toContain('没有 apt-get');
    expect(said).toContain('mmdebstrap');
  });

  test('disk nearly full', async () => {
    const disk = join(home, 'small');
    mkdirSync(disk);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=50m', 'tmpfs', disk]);
    try {
      const said = await refused(['--home', join(disk, 'home')]);
      expect(said).toContain('磁盘快满了');
      expect(said).toContain('0.0 GiB');
    } finally {
      await run('umount', [disk]);
    }
  });

  test('home not writable', async () => {
    const disk = join(home, 'read-only');
    mkdirSync(disk);
    await run('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', disk]);
    try {
      expect(await refused(['--home', join(disk, 'home')])).toContain(`${join(disk, 'home')} 不可写`);
    } finally {
      await run('umount', [disk]);
    }
    expect(await refused(['--home', '/proc/matou'])).toContain('/proc/matou 不可写');
  });

  test("an engine that won't start: its own last words", async () => {
    mkdirSync(join(home, 'engine'), { recursive: true });
    writeFileSync(join(home, 'engine/docker'), 'a file where the engine wants a folder');
    const said = await refused([]);
    expect(said).toContain('刚启动就结束了');
    expect(said).toContain('points to a file');
    expect(said).toContain(join(home, 'logs/dockerd.log'));
  });

  test('an image build that fails: the last lines of the build', async () => {
    const { docker } = machineHost();
    const sources = join(home, 'images');
    mkdirSync(join(sources, 'broken'), { recursive: true });
    writeFileSync(join(sources, 'broken/Dockerfile'), 'FROM matou/base\nRUN echo so-far-so-good; exit 3\n');
    const building = ensureImages({ docker, sources, workDir: join(home, 'tmp'), mode: 'own' });
    await expect(building).rejects.toThrow(
      /镜像 broken 构建失败[\s\S]*so-far-so-good[\s\S]*images\/broken\/Dockerfile/,
    );
  });

  test('many builds under one signal leave no listener with it', async () => {
    const { docker } = machineHost();
    const sources = join(home, 'images');
    const names = Array.from({ length: 12 }, (_, n) => `quick${n}`);
    for (const name of names) {
      mkdirSync(join(sources, name), { recursive: true });
      writeFileSync(join(sources, name, 'Dockerfile'), `FROM matou/base\nLABEL of=${name}\n`);
    }
    const { signal } = new AbortController();
    const most: number[] = [];
    const onProgress = (): void => void most.push(getEventListeners(signal, 'abort').length);
    const built = await ensureImages({
      docker,
      sources,
      workDir: join(home, 'tmp'),
      mode: 'own',
      signal,
      onProgress,
    });
    for (const { name, ref } of built.values())
      for (const tag of [ref, `matou/${name}:latest`]) await docker.getImage(tag).remove();
    expect(Math.max(...most)).toBeLessThan(5);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describeEngine('npm start', () => {
  // The browser tests' home: what is built here is built for them too.
  const home = join(testHome(), 'e2e');
  const sysctl = (): string => readFileSync('/proc/sys/fs/inotify/max_user_instances', 'utf8');

  test(
    'a second start names the holder; SIGTERM leaves nothing; after kill -9 the next start cleans up',
    async () => {
      const before = sysctl();
      const first = startProgram(['--home', home, '--port', '0']);
      const address = await first.listening();
      expect((await fetch(`${address}/healthz`)).status).toBe(200);

      const second = startProgram(['--home', home, '--port', '0']);
      expect(await second.ended).toBe(1);
      expect(second.output()).toContain(`进程号 ${first.child.pid}`);
      expect((await fetch(`${address}/healthz`)).status).toBe(200);

      first.child.kill('SIGTERM');
      expect(await first.ended).toBe(0);
      expect(await leftovers(home)).toEqual([]);

      const third = startProgram(['--home', home, '--port', '0']);
      await third.listening();
      third.child.kill('SIGKILL');
      await third.ended;
      expect((await leftovers(home)).length).toBeGreaterThan(0);

      const fourth = startProgram(['--home', home, '--port', '0']);
      await fourth.listening();
      expect(fourth.output()).toContain('接管了上次没有正常结束的宿主引擎');
      expect(fourth.output()).toContain('清理了上次留下的 1 台实验机');
      fourth.child.kill('SIGINT');
      expect(await fourth.ended).toBe(0);
      expect(await leftovers(home)).toEqual([]);
      // The engine of these tests runs beside it and holds the kernel's limits up; they are back at what they were.
      expect(sysctl()).toBe(before);
    },
    15 * 60_000,
  );

  test(
    'nobody reads what it prints (npm start | head): it goes on, and still stops cleanly',
    async () => {
      const port = await freePort();
      const program = startProgram(['--home', home, '--port', String(port)]);
      const answers = (): Promise<boolean> =>
        fetch(`http://127.0.0.1:${port}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        );
      try {
        await expect.poll(() => program.output(), { timeout: 30_000 }).toContain('✔ 系统软件包');
        program.child.stdout!.destroy();
        program.child.stderr!.destroy();
        await expect.poll(answers, { timeout: 4 * 60_000 }).toBe(true);
      } finally {
        program.child.kill('SIGTERM');
      }
      expect(await program.ended).toBe(0);
      expect(await leftovers(home)).toEqual([]);
    },
    5 * 60_000,
  );

  test('a SIGTERM for npm itself stops the course too', async () => {
    const program = startProgram(['--home', home, '--port', '0'], { npm: true });
    const address = await program.listening();
    program.child.kill('SIGTERM');
    await expect.poll(() => leftovers(home), { timeout: 30_000 }).toEqual([]);
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  }, 60_000);

  test(
    'after kill -9 of the engine too, the next start builds it up again',
    async () => {
      const first = startProgram(['--home', home, '--port', '0']);
      await first.listening();
      first.child.kill('SIGKILL');
      await first.ended;
      const engine = (await tryRun('pgrep', ['-f', `(dockerd|containerd) .*/run/matou-.*${home}`])) ?? '';
      for (const pid of engine.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
      const second = startProgram(['--home', home, '--port', '0']);
      await second.listening();
      second.child.kill('SIGTERM');
      expect(await second.ended).toBe(0);
      expect(await leftovers(home)).toEqual([]);
    },
    5 * 60_000,
  );
});
