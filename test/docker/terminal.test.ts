import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Machine } from '../../src/engine/machine.ts';
import { openTerminal, TerminalUnavailable, type TerminalSession } from '../../src/engine/terminal.ts';
import { describeEngine, freshMachine } from './machines.ts';

const open = (machine: Machine, number = 1): Promise<TerminalSession> =>
  openTerminal({ attach: () => machine.shell(number), nonce: machine.nonce, reattachTimeoutMs: 2_000 });
/** What a command printed last. */
async function said(terminal: TerminalSession, command: string): Promise<string> {
  await terminal.waitForPrompt(10_000);
  await terminal.run(command, 15_000);
  await terminal.waitForPrompt(10_000);
  return (await terminal.screenText()).split('\n').at(-2) ?? '';
}

describeEngine("a learner's shell", () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await freshMachine();
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
  });

  test('is a child of the machine, so that its limits hold', async () => {
    await using terminal = await open(machine);
    expect(await said(terminal, 'grep -c matou-tty.service /proc/self/cgroup')).not.toBe('0');
    expect(await said(terminal, 'tty; ps -o comm= -p $PPID')).toBe('matou-tty');
    const pid = await said(terminal, 'echo $PPID');
    expect(Number(pid)).toBeLessThan(1000); // numbered in the machine, not on the host
  });

  test('starts as a login shell does: signals, environment, place', async () => {
    await using terminal = await open(machine, 2);
    expect(await said(terminal, 'yes | head -n 1; echo ${PIPESTATUS[0]}')).toBe('141');
    expect(
      await said(
        terminal,
        'echo "$TERM $COLORTERM $LANG $HOME $PWD ${MATOU_NONCE-none} ${INVOCATION_ID-none}"',
      ),
    ).toBe('xterm-256color truecolor C.UTF-8 /root /root none none');
    expect(await said(terminal, 'stty -a | grep -o "[-]*iutf8"')).toBe('iutf8');
    expect(await said(terminal, 'shopt -q login_shell && echo login')).toBe('login');
  });

  test('outlives the server, and the next one finds it as it was', async () => {
    {
      await using terminal = await open(machine, 3);
      await said(terminal, 'cd /usr/share; mine=42; echo printed-before');
    }
    await using terminal = await open(machine, 3);
    expect(await said(terminal, 'echo $PWD $mine')).toBe('/usr/share 42');
    expect(await terminal.screenText()).toContain('printed-before');
  });

  test('is there again when the master was killed, and ends when the terminal is closed', async () => {
    await using terminal = await open(machine, 4);
    await terminal.waitForPrompt(10_000);
    await machine.exec(['pkill', '-KILL', '-x', 'matou-tty']);
    await expect.poll(() => terminal.screenText(), { timeout: 10_000 }).toContain('开了一个新的');
    expect(await said(terminal, 'echo =$((6*7))=')).toBe('=42=');
    const pid = await said(terminal, 'echo $$');
    await terminal.close();
    expect((await machine.exec(['test', '-e', `/proc/${pid}`])).exitCode).toBe(1);
  });

  test('nested shells, sudo-like wrappers, containers and editors are one command each', async () => {
    await using terminal = await open(machine, 5);
    await terminal.waitForPrompt(10_000);
    const commands: [string, number][] = [];
    terminal.onMark((mark) => {
      if (mark.kind === 'command') commands.push([mark.command, mark.exitCode]);
    });
    const inside = async (start: string, typed: readonly string[]): Promise<void> => {
      const done = terminal.run(start, 60_000);
      for (const line of typed) {
        await new Promise((resolve) => setTimeout(resolve, 700));
        terminal.input(line);
      }
      await done;
      await terminal.waitForPrompt(10_000);
    };
    await inside('bash', ['false\r', 'exit 7\r']);
    await inside('setsid -w bash -c "true; exit 5"', []);
    await inside('vim -u NONE -N x', ['i文字\x1b', ':q!\r']);
    await inside('docker run --rm -it busybox sh', ['\r', 'false\r', 'exit 9\r']);
    expect(commands).toEqual([
      ['bash', 7],
      ['setsid -w bash -c "true; exit 5"', 5],
      ['vim -u NONE -N x', 0],
      ['docker run --rm -it busybox sh', 9],
    ]);
  });
});

describeEngine('a learner who tampers', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matou-host-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const sh = (machine: Machine, script: string) => machine.exec(['sh', '-c', script]);
  const refused = (machine: Machine) => expect(open(machine)).rejects.toThrow(TerminalUnavailable);

  test("with the socket's path reaches nothing of the host", async () => {
    await using machine = await freshMachine();
    let reached = 0;
    const host = createServer((socket) => {
      reached += 1;
      socket.on('error', () => undefined).destroy();
    }).listen(join(dir, 'host.sock'));
    await once(host, 'listening');
    const put = (what: string) => sh(machine, `cd /run/matou && rm -rf tty.sock && ${what}`);
    for (const what of [
      `ln -s ${join(dir, 'host.sock')} tty.sock`,
      `ln -s /proc/1/root${join(dir, 'host.sock')} tty.sock`,
      'ln -s docker.sock tty.sock',
      'mkfifo tty.sock',
      'echo x > tty.sock',
      'mkdir tty.sock',
      'true',
    ]) {
      expect((await put(what)).exitCode, what).toBe(0);
      await refused(machine);
    }
    expect(reached).toBe(0);
    host.close();
    // The socket of its own daemon, under this name, is its own affair.
    await put('ln docker.sock tty.sock');
    await refused(machine);
    await put('systemctl restart matou-tty');
    await using terminal = await open(machine);
    expect(await said(terminal, 'echo =$((6*7))=')).toBe('=42=');
  });

  test('with a server of its own: garbage and floods are its own', async () => {
    await using machine = await freshMachine();
    const serve = (answer: string) => `
      systemctl stop matou-tty; rm -f /run/matou/tty.sock
      cat > /tmp/rogue.pl <<'EOT'
use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un("/run/matou/tty.sock")); listen(S, 9);
$SIG{PIPE} = "IGNORE"; while (accept(C, S)) { ${answer} close(C); }
EOT
      systemd-run -q --unit=rogue-$$ perl /tmp/rogue.pl; sleep 1`;
    expect((await sh(machine, serve('syswrite(C, "\\x1b]0;garbage\\x07" x 99);'))).exitCode).toBe(0);
    await refused(machine);
    const flood = 'syswrite(C, "mtt1" . ("\\xff" x 24)); while (syswrite(C, "\\x1b[31mflood" x 4096)) {}';
    expect((await sh(machine, serve(flood))).exitCode).toBe(0);
    await using terminal = await open(machine);
    terminal.input('x'.repeat(10_000));
    await expect.poll(() => terminal.screenText(), { timeout: 20_000 }).toContain('floodflood');
    await using other = await freshMachine();
    await using neighbour = await open(other);
    expect(await said(neighbour, 'echo =$((6*7))=')).toBe('=42=');
  });

  test('with the programs themselves runs them in the machine only', async () => {
    await using machine = await freshMachine();
    const marker = `/tmp/matou-tampered-${machine.id}`;
    const fake = `printf '#!/usr/bin/busybox sh\\necho $0 >> ${marker}\\nprintf "mtt1 tampered\\\\n"\\n' > /tmp/fake; chmod 755 /tmp/fake`;
    const swap = `cp /bin/sh /bin/sh.real; for p in /usr/sbin/matou-tty /bin/bash /usr/bin/systemctl /usr/bin/docker; do cp --remove-destination /tmp/fake $p; done`;
    expect((await sh(machine, `${fake}; pkill -x matou-tty; ${swap}; sleep 1; true`)).exitCode).toBe(0);
    await refused(machine);
    expect(existsSync(marker)).toBe(false);
    expect((await sh(machine, `cat ${marker}`)).stdout).toContain('matou-tty');
  });
});
