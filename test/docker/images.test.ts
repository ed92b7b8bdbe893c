import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Machine } from '../../src/engine/machine.ts';
import { openTerminal } from '../../src/engine/terminal.ts';
import { describeEngine, freshMachine } from './machines.ts';

describeEngine("what is in the learner's machine", () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await freshMachine();
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
  });
  const sh = (script: string, timeoutMs = 60_000) => machine.exec(['bash', '-lc', script], { timeoutMs });

  test('the tools of the lessons', async () => {
    const tools =
      'docker containerd runc lxc-create qemu-system-x86_64 jq tree curl strace getfattr vim less matou-tty unshare nsenter';
    const missing = await sh(
      `for t in ${tools}; do command -v $t >/dev/null || echo $t; done; docker buildx version >/dev/null || echo buildx`,
    );
    expect(missing.stdout).toBe('');
    expect((await sh('docker version -f "{{.Server.Version}}"')).stdout).toMatch(/^26\.1\./);
    expect((await sh('docker info -f "{{.Driver}}"')).stdout.trim()).toBe('overlay2');
  });

  test('Chinese is shown as Chinese', async () => {
    expect((await sh('locale charmap')).stdout.trim()).toBe('UTF-8');
    const listed = await sh(
      'cd $(mktemp -d) && touch 码头.txt && ls && find . -name "码*" | wc -l && printf 码头 | wc -m',
    );
    expect(listed.stdout).toBe('码头.txt\n1\n2\n');
  });

  test('a real VM boots in it, with a kernel of its own', async () => {
    await using terminal = await openTerminal({ attach: () => machine.shell(1), nonce: machine.nonce });
    const shows = (text: RegExp) =>
      expect.poll(() => terminal.screenText(), { timeout: 50_000 }).toMatch(text);
    await terminal.waitForPrompt(10_000);
    terminal.input('boot-guest\r');
    await shows(/~ #/);
    terminal.input('echo guest=$(uname -r)\r');
    await shows(/^guest=\d+\.\d+/m);
    const guest = /^guest=(\S+)/m.exec(await terminal.screenText())?.[1];
    expect((await sh('uname -r')).stdout.trim()).not.toBe(guest);
    terminal.input('poweroff -f\r');
    await terminal.waitForPrompt(30_000);
  });

  test('a real LXC container runs in it', async () => {
    const script = `
      set -e
      lxc-create -n demo -t busybox >/dev/null
      sed -i '/lxc.net.0/d' /var/lib/lxc/demo/config
      printf 'lxc.net.0.type = empty\\nlxc.apparmor.profile = unconfined\\n' >> /var/lib/lxc/demo/config
      lxc-start -n demo
      lxc-info -n demo -sH
      lxc-attach -n demo -- /bin/cat /proc/1/comm
      lxc-stop -k -n demo`;
    const ran = await sh(script);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.stdout).toContain('RUNNING');
    expect(ran.stdout).toContain('init');
  });

  test.each([
    ['hello-world', '', '码头'],
    ['busybox', 'busybox | head -1', 'BusyBox'],
    ['debian', 'cat /etc/os-release', 'trixie'],
    ['debian:13', 'cat /etc/debian_version', '13'],
  ])('docker run %s works from the course registry', async (image, command, expected) => {
    const ran = await sh(`docker run --rm ${image} ${command && `sh -c '${command}'`}`);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.stdout).toContain(expected);
  });

  test("can't take more inotify instances than its share", async () => {
    const script = `python3 --version >/dev/null 2>&1 && echo python; echo 9999 > /proc/sys/user/max_inotify_instances; cat /proc/sys/user/max_inotify_instances`;
    expect((await sh(script)).stdout.trim().split('\n').at(-1)).toBe('200');
  });
});
