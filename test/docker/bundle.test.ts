import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, tryRun } from '../../src/engine/host.ts';
import { inCi, testHome } from '../../src/server/config.ts';
import { describeEngine } from './machines.ts';
import { leftovers, root } from './program.ts';

/**
 * As near to another machine as one can come on this one: a Debian of its own, fresh from debootstrap, in which nothing
 * of ours is installed and from which nothing of this machine's disk can be seen; namespaces of its own for mounts,
 * processes, names and network, and in that network nothing but lo. What it shares with this machine is the kernel,
 * with its cgroups and /proc/sys.
 */
const ENTER = `
  set -e
  mount --make-rprivate /
  mount --bind "$1" "$1"
  cd "$1"
  mount -t proc proc proc
  mount -t sysfs sysfs sys
  mount --rbind /sys/fs/cgroup sys/fs/cgroup
  mount --rbind /dev dev
  mount -t tmpfs tmpfs run
  mkdir -p old
  ip link set lo up
  pivot_root . old
  umount -l /old
  hostname offline || true
  shift
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
`;
const HOME = '/var/lib/matou';

/** Run in there: as a page does, starts a lab, types the solution, and has it judged. */
const LEARNER = `
  import { WebSocket } from '/opt/matou/node_modules/ws/wrapper.mjs';
  const at = 'http://127.0.0.1:3030', lab = encodeURIComponent('ch4/hello-world');
  const page = await fetch(at + '/');
  console.log('page', page.status, (await page.text()).includes('码头'));
  const session = await fetch(at + '/api/session');
  const cookie = session.headers.getSetCookie()[0].split(';')[0];
  const headers = { cookie, 'content-type': 'application/json' };
  const live = new WebSocket('ws://127.0.0.1:3030/api/live', { headers: { cookie } });
  const states = [];
  live.on('message', (data) => states.push(JSON.parse(data)));
  await fetch(at + '/api/labs/' + lab + '/start', { method: 'POST', headers, body: '{}' });
  const until = async (what, holds) => {
    for (let n = 0; n < 900; n++) {
      if (holds()) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('no ' + what + ': ' + JSON.stringify(states.slice(-3)));
  };
  await until('machine', () => states.some(({ status }) => status?.state === 'ready'));
  const terminal = new WebSocket('ws://127.0.0.1:3030/api/labs/' + lab + '/terminals/1', { headers: { cookie } });
  await new Promise((done) => terminal.once('open', done));
  const type = (text) => terminal.send(Buffer.concat([Buffer.from([0]), Buffer.from(text)]));
  type('docker run hello-world && docker pull busybox\\r');
  let seen = '';
  terminal.on('message', (data) => (seen += data));
  await until('verdict', () => states.some((m) => m.type === 'verdict' && m.step === 'run-hello' && m.verdict.outcome === 'passed'));
  await until('pull', () => seen.includes('Downloaded newer image for busybox'));
  console.log('passed');
  process.exit();
`;

describeEngine('the offline bundle', () => {
  mkdirSync(testHome(), { recursive: true });
  const dir = mkdtempSync(join(testHome(), 'bundle-'));
  const rootfs = join(dir, 'root');
  const file = join(dir, 'matou.tar');
  afterAll(async () => {
    expect(await leftovers(HOME)).toEqual([]);
    rmSync(dir, { recursive: true, force: true });
  });

  beforeAll(async () => {
    await debian(rootfs);
    // The engine of these tests lends its images. Without compression: that is tar's business, and takes minutes.
    const argv = [join(root, 'src/cli/bootstrap.mjs'), 'bundle', file, '--home', join(testHome(), 'docker')];
    await run(process.execPath, argv, { timeoutMs: 10 * 60_000 });
    mkdirSync(join(rootfs, 'opt'), { recursive: true });
    await run('tar', ['-xf', file, '-C', join(rootfs, 'opt')], { timeoutMs: 5 * 60_000 });
    rmSync(file);
  }, 15 * 60_000);

  test('holds the checkout, and nothing of this machine', async () => {
    const tree = join(rootfs, 'opt/matou');
    for (const wanted of [
      'README.md',
      'labs',
      'build/index.html',
      'node_modules/tsx',
      'bundle/debs/Packages',
    ])
      expect(existsSync(join(tree, wanted)), wanted).toBe(true);
    for (const unwanted of ['.git', 'test-results', '.docusaurus'])
      expect(existsSync(join(tree, unwanted))).toBe(false);
    const manifest = readFileSync(join(tree, 'bundle/manifest.json'), 'utf8');
    expect(manifest).not.toContain(root);
    expect(await tryRun('find', [tree, '-xtype', 'l', '-not', '-path', '*/node_modules/*'])).toBe('');
  });

  test(
    'on a fresh Debian without any network: started, learnt with, stopped, removed',
    async () => {
      const offline = (...argv: string[]): string[] => [
        '-n',
        '-m',
        '-p',
        '-u',
        '-i',
        '-f',
        '--kill-child',
        'sh',
        '-c',
        ENTER,
        'sh',
        rootfs,
        ...argv,
      ];
      const looked = await new Promise<string>((done) => {
        const look =
          'ls /sys/class/net; command -v node npm dockerd python3 || true; ls /etc/apt/sources.list* 2>/dev/null';
        execFile('unshare', offline('sh', '-c', look), (_, out) => done(out));
      });
      expect(looked.trim()).toBe('lo'); // and no node, no engine, no source for apt

      writeFileSync(join(rootfs, 'learner.mjs'), LEARNER);
      const script = `
        sh /opt/matou/bundle/run start > /start.log 2>&1 &
        for n in $(seq 1200); do
          grep -q ^http /start.log && break
          kill -0 $! 2>/dev/null || break
          sleep 0.5
        done
        /opt/matou/bundle/node /learner.mjs
        kill -TERM $!; wait $!; echo "stopped $?"
        cat /start.log
        sh /opt/matou/bundle/run doctor; echo "doctor $?"
        sh /opt/matou/bundle/run uninstall --yes; echo "uninstall $?"
        ls -d ${HOME} 2>&1; grep dockremap /etc/passwd /etc/subuid /etc/subgid || echo no dockremap
      `;
      const child = spawn('unshare', offline('sh', '-c', script), { stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
      await new Promise((done) => child.once('close', done));
      expect(said).toContain('page 200 true');
      expect(said).toContain('\npassed\n');
      expect(said).toContain('stopped 0');
      expect(said).not.toContain('npm 软件包');
      expect(said).toContain('doctor 0');
      expect(said).toContain('uninstall 0');
      expect(said).toContain('No such file or directory'); // the home
      expect(said).toContain('no dockremap');
      expect(said).toMatch(/apt-get purge --auto-remove .*docker\.io/);
    },
    15 * 60_000,
  );
});

/** A minimal Debian of this release, without sources for apt. Kept between runs where nobody cleans up. */
async function debian(into: string): Promise<void> {
  const kept = join(testHome(), 'debian-root.tar');
  if (!existsSync(kept)) {
    const codename = (await run('sh', ['-c', '. /etc/os-release; echo "$VERSION_CODENAME"'])).trim();
    const targets = await run('apt-get', [
      'indextargets',
      '--format',
      '$(REPO_URI) $(RELEASE)',
      'Created-By: Packages',
    ]);
    const mirror = targets
      .split('\n')
      .map((line) => line.split(' '))
      .find(([, release]) => release === codename);
    const forgiving = (await run('apt-config', ['dump']))
      .split('\n')
      .filter((line) => /^Acquire::Check-(Valid-Until|Date) /.test(line));
    const options = ['--variant=minbase', '--quiet', ...forgiving.map((line) => `--aptopt=${line}`)];
    const argv = [...options, codename, kept, `deb ${mirror![0]} ${codename} main`];
    // In a session of its own: it hangs up its whole process group when it ends badly.
    await run('setsid', ['--wait', 'mmdebstrap', ...argv], { timeoutMs: 10 * 60_000 });
  }
  mkdirSync(into);
  await run('tar', ['-xf', kept, '-C', into]);
  await run('sh', [
    '-c',
    `rm -rf ${into}/etc/apt/sources.list ${into}/etc/apt/sources.list.d/* ${into}/var/lib/apt/lists/*`,
  ]);
  if (inCi()) rmSync(kept);
}

describeEngine('a bundle on the wrong machine', () => {
  const tree = mkdtempSync(join(tmpdir(), 'matou-wrong-'));
  const made = {
    platform: process.platform,
    arch: process.arch,
    modules: process.versions.modules,
    node: process.version,
  };
  beforeAll(async () => {
    mkdirSync(join(tree, 'src'), { recursive: true });
    mkdirSync(join(tree, 'bundle'));
    await cp(join(root, 'src/cli'), join(tree, 'src/cli'), { recursive: true });
    await cp(join(root, 'package-lock.json'), join(tree, 'package-lock.json'));
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test.each([
    ['another architecture', { arch: 'arm64' }, /linux-arm64.*linux-x64/],
    ['another Node', { modules: '1', node: 'v4.0.0' }, /要用 Node 4.*这里是 v/],
  ])('%s: says so, and calls no npm', async (_, wrong, says) => {
    writeFileSync(join(tree, 'bundle/manifest.json'), JSON.stringify({ ...made, lock: '', ...wrong }));
    const said = await new Promise<string>((done) => {
      execFile(process.execPath, [join(tree, 'src/cli/bootstrap.mjs'), 'start'], (error, out, err) =>
        done(`${error?.code} ${out}${err}`),
      );
    });
    expect(said).toMatch(says);
    expect(said).toMatch(/^1 /);
    expect(said).toContain('下一步：');
    expect(said).not.toContain('npm 软件包');
  });
});
