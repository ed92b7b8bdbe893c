import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/** For unit tests: the real script by the real perl, on this machine instead of a learner's. */
export function localStream(argv: readonly string[]): Promise<Duplex> {
  const child = spawn(argv[0]!, argv.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  stream.on('error', () => {});
  stream.once('close', () => child.kill());
  return Promise.resolve(stream);
}
