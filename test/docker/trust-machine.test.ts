import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Machine } from '../../src/engine/machine.ts';
import { describeEngine, freshMachine, machineHost } from './machines.ts';
import { WRITES_BACK, syscalls } from './trust/probes.ts';

/**
 * What root in a machine can try, line by line of the threat model. Its disk: machine-disk.test.ts; sockets it puts in
 * the server's way: terminal.test.ts; neighbours and the metadata address: machine.test.ts.
 */
describeEngine('root in a machine', () => {
  let machine: Machine;
  let neighbour: Machine;
  beforeAll(async () => {
    [machine, neighbour] = await Promise.all([freshMachine(), freshMachine()]);
  });
  afterAll(async () => {
    await Promise.all([machine?.[Symbol.asyncDispose](), neighbour?.[Symbol.asyncDispose]()]);
  });
  const sh = (script: string, timeoutMs = 60_000, on = machine) =>
    on.exec(['bash', '-c', script], { timeoutMs });
  /** Those of the scripts that succeed, in one exec. */
  async function succeeding(attempts: Readonly<Record<string, string>>): Promise<string[]> {
    const script = Object.entries(attempts)
      .map(([name, attempt]) => `( ${attempt} ) >/dev/null 2>&1 && echo '${name}'`)
      .join('\n');
    const { stdout } = await sh(`cd /tmp\n${script}\ntrue`);
    return stdout.split('\n').filter(Boolean);
  }

  test('has no device of the host, and can make none', async () => {
    const found = await sh('ls /dev; find / -xdev -type b');
    expect(found.stdout).not.toMatch(/^(sd|vd|nvme|xvd|loop|dm-|mem|kmem|port|kmsg|fuse|uinput)/m);
    expect(found.stdout).not.toContain('/dev/');
    const root = statSync('/').dev;
    const [major, minor] = [(root >> 8) & 0xfff, (root & 0xff) | ((root >> 12) & 0xfff00)];
    expect(
      await succeeding({
        'control: a shell': 'true',
        'disk node': `mknod disk b ${major} ${minor} && head -c 1 disk`,
        'disk mount': `mknod disk2 b ${major} ${minor}; mount disk2 /mnt`,
        loop: 'mknod loop b 7 0; losetup loop /etc/passwd',
        memory: 'mknod mem c 1 1; head -c 1 mem',
        'raw memory': 'head -c 1 /proc/kcore',
        ports: 'mknod port c 1 4; head -c 1 port',
        log: 'mknod kmsg c 1 11; head -c 1 kmsg',
      }),
    ).toEqual(['control: a shell']);
  });

  test("can't write a setting of the kernel, only those of its own namespaces", async () => {
    const { stdout } = await sh(
      WRITES_BACK('/proc/sys/kernel /proc/sys/vm /proc/sys/fs /proc/sys/dev /proc/sys/user'),
    );
    const own =
      /^\/proc\/sys\/(kernel\/(hostname|domainname|sem|shm\w+|msg\w+|auto_msgmni|\w+_next_id|ns_last_pid|pid_max)|fs\/mqueue\/\w+|fs\/binfmt_misc\/\w+)$/;
    expect(stdout.split('\n').filter((path) => path && !own.test(path))).toEqual([]);
    // Since 6.14 each namespace of processes has its own.
    const pidMax = readFileSync('/proc/sys/kernel/pid_max', 'utf8');
    await sh('echo 30000 > /proc/sys/kernel/pid_max');
    expect(readFileSync('/proc/sys/kernel/pid_max', 'utf8')).toBe(pidMax);
    expect(
      await succeeding({
        sysrq: 'echo h > /proc/sysrq-trigger',
        core: 'echo "|/tmp/matou" > /proc/sys/kernel/core_pattern',
        modprobe: 'echo /tmp/matou > /proc/sys/kernel/modprobe',
        remount: 'mount -o remount,rw /proc/sys && echo /tmp/matou > /proc/sys/kernel/modprobe',
        'another proc': 'mkdir -p p && mount -t proc proc p && echo /tmp/matou > p/sys/kernel/modprobe',
        uevent: 'echo /tmp/matou > /sys/kernel/uevent_helper',
        'another sysfs': 'mkdir -p s && mount -t sysfs sysfs s && echo /tmp/matou > s/kernel/uevent_helper',
        sleep: 'echo mem > /sys/power/state',
      }),
    ).toEqual([]);
    const writable = await sh(
      'find /sys -path /sys/fs/cgroup -prune -o -type f -writable -print | grep -v "/net/" | head -n 20',
    );
    expect(writable.stdout).toBe('');
  });

  test("can't call what only the host's root may", async () => {
    const allowed = (await sh(syscalls(process.arch))).stdout.split('\n').filter(Boolean);
    expect(allowed).toEqual(['getpid']); // the control
    expect(
      await succeeding({
        clock: "date -s '2001-01-01'",
        'host log': 'dmesg',
        log: 'head -c 1 /proc/kmsg',
        swap: 'fallocate -l 2M swap && mkswap swap && swapon swap',
        module: 'modprobe dummy',
        'real-time': 'chrt -f 50 true',
      }),
    ).toEqual([]);
    const { stdout } = await sh("sed -n 's/^CapBnd:\\s*//p' /proc/1/status");
    expect(BigInt('0x' + stdout.trim()) & (1n << 24n), 'CAP_SYS_RESOURCE').toBe(0n);
  });

  test("can't have the host run something by a cgroup's release_agent, nor raise its own limits", async () => {
    const { stdout } = await sh(`
      for f in $(find /sys/fs/cgroup -maxdepth 2 -type f ! -name cgroup.procs ! -name tasks ! -name cgroup.threads \\
        ! -name cgroup.subtree_control ! -path '*/system.slice/*' ! -path '*/init.scope/*'); do
        case $(dirname $f) in /sys/fs/cgroup | /sys/fs/cgroup/*) [ -e $(dirname $f)/cgroup.procs ] || continue ;; esac
        [ "$(stat -c %u $(dirname $f)/$(basename $f))" = 0 ] && continue
        for v in "$(head -n 1 $f 2>/dev/null)" 1 max -1; do
          if (printf '%s\\n' "$v" > $f) 2>/dev/null; then echo $f; break; fi
        done
      done
      true`);
    // Those of the host's own (nobody's in here); groups that the machine has made are its own.
    expect(stdout).toBe('');
    expect(
      await succeeding({
        release_agent:
          'for f in /sys/fs/cgroup/*/release_agent /sys/fs/cgroup/release_agent; do echo /tmp/matou > $f && exit 0; done; false',
        'its own hierarchy':
          'mkdir -p c && mount -t cgroup -o none,name=matou none c && echo /tmp/matou > c/release_agent',
        'another view': 'mkdir -p d && mount -t cgroup -o memory none d && echo /tmp/matou > d/release_agent',
        devices: 'echo a > /sys/fs/cgroup/devices/devices.allow',
        inotify: 'echo 100000 > /proc/sys/user/max_inotify_instances',
        'inotify, below': 'unshare -Ur sh -c "echo 100000 > /proc/sys/user/max_inotify_instances" && false',
      }),
    ).toEqual([]);
  });

  test('sees no process of the host', async () => {
    // The pattern must not find the shell that it stands in.
    const seen = await sh("grep -al '[v]itest' /proc/[0-9]*/cmdline");
    expect(readFileSync('/proc/self/cmdline', 'utf8')).toContain('vitest'); // the control
    expect(seen.stdout).toBe('');
    const last = Number((await sh('ls /proc | grep -E "^[0-9]+$" | sort -n | tail -n 1')).stdout);
    expect(last).toBeLessThan(5_000); // numbered in its own namespace
  });

  describeServices();

  test('reaches no neighbour by its address, on the wire or by pretending', async () => {
    const address = async (of: Machine): Promise<string> =>
      (await sh("ip -4 -o addr show eth0 | sed 's/.* inet \\([0-9.]*\\).*/\\1/'", 10_000, of)).stdout.trim();
    const theirs = await address(neighbour);
    expect(theirs).toMatch(/^10\./);
    await sh('busybox httpd -p 8000 -h /etc', 10_000, neighbour);
    const gateway = (
      await sh("ip route | sed -n 's/default via \\([0-9.]*\\).*/\\1/p'", 10_000, neighbour)
    ).stdout.trim();
    const get = `curl -sS -o /dev/null --max-time 2 http://${theirs}:8000/passwd`;
    expect(
      await succeeding({
        'through the gateway': get,
        'on its own wire': `ip route add ${theirs}/32 dev eth0; ${get}`,
        'as its gateway': `ip addr add ${gateway}/28 dev eth0; ip link set eth0 promisc on; ${get}`,
      }),
    ).toEqual([]);
    await sh(`ip route del ${theirs}/32 dev eth0; ip addr del ${gateway}/28 dev eth0; true`);
    const still = await sh(
      'curl -fsS -o /dev/null --max-time 5 http://registry.matou:5000/v2/',
      10_000,
      neighbour,
    );
    expect(still.exitCode, still.stderr).toBe(0);
  });

  test('can take from the course registry, and put nothing there', async () => {
    const code = (method: string, path: string) =>
      sh(`curl -sS -o /dev/null -w '%{http_code}' -X ${method} http://registry.matou:5000/v2/${path}`);
    expect((await code('POST', 'library/debian/blobs/uploads/')).stdout).toBe('405');
    expect((await code('PUT', 'library/debian/manifests/evil')).stdout).toBe('405');
    expect((await code('DELETE', 'library/debian/manifests/latest')).stdout).toBe('405');
    expect((await code('GET', 'library/hello-world/manifests/latest')).stdout).toBe('200');
    expect((await sh('curl -sS --max-time 2 http://registry.matou:5001/v2/')).exitCode).not.toBe(0);
  });

  test('fills no file of the host by what it mounts there, or by what it says', async () => {
    const log = (await machineHost()
      .docker.getContainer(await containerOf(machine))
      .inspect()) as { LogPath: string };
    await sh(
      'head -c 20000000 /dev/zero | tr "\\0" x > /proc/1/fd/1; head -c 20000000 /dev/zero | tr "\\0" "\\n" > /dev/console; true',
    );
    expect(statSync(log.LogPath).size).toBeLessThan(2_000_000);
    const run = await sh(
      'head -c 5000000 /dev/zero > /run/matou/fill; stat -c %s /run/matou/fill; rm /run/matou/fill',
    );
    expect(Number(run.stdout)).toBeLessThanOrEqual(1024 ** 2);
  });

  test('gets its own share of what the kernel counts by user: inotify, keys, ptys', async () => {
    const take = (open: string) => `perl -e '
      use Fcntl; my @kept; my $n = 0;
      while ($n < 20000) { ${open} or last; $n++ } print "$n\\n"; sleep 2'`;
    const inotify = await sh(
      take(`my $fd = syscall(${process.arch === 'arm64' ? '26, 0' : '294, 0'}); $fd >= 0`),
    );
    expect(Number(inotify.stdout)).toBeLessThan(200);
    expect(Number(inotify.stdout)).toBeGreaterThan(50);
    const other = await sh(
      take(`my $fd = syscall(${process.arch === 'arm64' ? '26, 0' : '294, 0'}); $fd >= 0`),
      60_000,
      neighbour,
    );
    expect(Number(other.stdout)).toBeGreaterThan(50);

    // Ptys are one number for all: who takes thousands loses the process that holds them.
    const grab = sh(
      `ulimit -n $(ulimit -Hn); ${take('sysopen($kept[$n], "/dev/ptmx", O_RDWR|O_NOCTTY)')}; true`,
    );
    const begun = performance.now();
    const free = () =>
      Number(readFileSync('/proc/sys/kernel/pty/max', 'utf8')) -
      Number(readFileSync('/proc/sys/kernel/pty/nr', 'utf8'));
    await expect
      .poll(free, { timeout: 20_000, interval: 20 })
      .toBeLessThan(Number(readFileSync('/proc/sys/kernel/pty/max', 'utf8')) - 2_500);
    await expect
      .poll(free, { timeout: 5_000, interval: 20 })
      .toBeGreaterThan(Number(readFileSync('/proc/sys/kernel/pty/max', 'utf8')) - 1_500);
    console.log(`ptys were short for ${Math.round(performance.now() - begun)} ms`);
    await grab;
    expect((await sh('script -qec true /dev/null', 10_000, neighbour)).exitCode).toBe(0);
  });

  test('takes all ptys again and again: a neighbour still opens one whenever it wants', async () => {
    const attack = sh(
      `ulimit -n $(ulimit -Hn); end=$((SECONDS + 8))
       while [ $SECONDS -lt $end ]; do
         timeout 8 perl -e 'use Fcntl; my @kept; my $n = 0; $n++ while sysopen($kept[$n], "/dev/ptmx", O_RDWR|O_NOCTTY); sleep 8'
       done; true`,
      60_000,
    );
    const tries = `sleep 1; for i in $(seq 60); do script -qec true /dev/null > /dev/null 2>&1 && echo ok; sleep 0.05; done`;
    const opened = (await sh(tries, 30_000, neighbour)).stdout.match(/ok/g)?.length ?? 0;
    await attack;
    // Where the guard looked four times a second, one in six failed.
    expect(opened).toBeGreaterThanOrEqual(55);
  });

  async function containerOf({ id }: Machine): Promise<string> {
    const list = await machineHost().docker.listContainers({ filters: { label: [`matou.machine=${id}`] } });
    return list[0]!.Id;
  }

  /** A service of the host on every address that it has: what the course itself would be with `--host 0.0.0.0`. */
  function describeServices(): void {
    test("reaches no service of the host, the course's own among them", async () => {
      let reached = 0;
      const server: Server = createServer((socket) => {
        reached += 1;
        socket.on('error', () => undefined).end('hello');
      });
      await new Promise<void>((resolve) => server.listen({ host: '::', port: 0 }, resolve));
      const { port } = server.address() as { port: number };
      const gateways = (await sh("ip route | sed -n 's/.*via \\([0-9.]*\\).*/\\1/p'")).stdout.split('\n');
      const hosts = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
      const [extra = ''] = machineHost().extraHosts;
      const engine = extra.split(':')[1] ?? '';
      const addresses = new Set([
        ...gateways.filter(Boolean),
        ...hosts
          .filter(({ family, internal }) => family === 'IPv4' && !internal)
          .map(({ address }) => address),
        engine,
        engine.replace(/\.2$/, '.1'), // the host's end of the cable
      ]);
      expect(addresses.size).toBeGreaterThan(2);
      const attempts = [...addresses].map(
        (address) =>
          `(exec 3<>/dev/tcp/${address}/${port} && timeout 1 head -c 5 <&3 && echo reached ${address}) 2>/dev/null &`,
      );
      const { stdout } = await sh(`${attempts.join('\n')}\nsleep 4; kill $(jobs -p) 2>/dev/null; true`);
      expect(stdout).not.toContain('reached');
      expect(reached).toBe(0);
      server.close();
    });
  }
});
