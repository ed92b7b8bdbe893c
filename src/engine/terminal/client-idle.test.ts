import { spawn } from 'node-pty';
import { it } from 'vitest';
import { isIdle } from './client-idle.ts';
import { DtachShell, until } from './test-shell.ts';

it('a dtach client is idle when it waits, not when it is stuck in a write', async () => {
  await using shell = new DtachShell(['bash', '-c', 'stty -echo; read; seq 100000; echo END; read']);
  const { file, args } = await shell.attach();
  const client = spawn(file, [...args], {});
  let output = '';
  client.onData((data) => (output += data));
  try {
    await until('it is connected', () => output.includes('\x1b[J'));
    await until('it waits', () => isIdle(client.pid));
    client.pause();
    client.write('\r');
    // Nobody reads: its buffers fill up, and it stays where it is.
    await until('it is stuck', () => !isIdle(client.pid));
    client.resume();
    await until('it waits again', () => output.endsWith('END\r\n') && isIdle(client.pid));
  } finally {
    client.kill('SIGKILL');
  }
});
