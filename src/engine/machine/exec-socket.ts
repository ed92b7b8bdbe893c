import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { Connect } from './sockets.ts';

/**
 * Where the host can't see into machines (Docker Desktop): `docker system dial-stdio` in the machine passes its daemon's
 * socket through a `docker exec`. Slower, and one process a connection.
 */
export function connectByExec(engineSocket: string, containerId: string): Connect {
  return () => {
    const argv = [
      '--host',
      `unix://${engineSocket}`,
      'exec',
      '-i',
      containerId,
      'docker',
      'system',
      'dial-stdio',
    ];
    const child = spawn('docker', argv, { stdio: ['pipe', 'pipe', 'ignore'] });
    child.on('error', () => {}); // the streams end, and with them the request
    const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
    stream.on('error', () => {});
    stream.once('close', () => child.kill());
    // What an HTTP agent asks of a socket besides being a stream.
    const chain = (): Duplex => stream;
    return Object.assign(stream, {
      setKeepAlive: chain,
      setNoDelay: chain,
      setTimeout: chain,
      ref: chain,
      unref: chain,
    });
  };
}
