import { Duplex, Transform, type TransformCallback } from 'node:stream';
import type { Docker } from '../host.ts';
import { MachineUnavailable } from './types.ts';

const HEADER_BYTES = 8;
const STDOUT = 1;

/**
 * A process in the container with its input and output as one stream. It must end by itself when its input ends: that is
 * how it learns that this end is gone, be it by a crash. The input is never half closed, since that breaks the output.
 */
export async function streamInContainer(
  docker: Docker,
  containerId: string,
  argv: readonly string[],
): Promise<Duplex> {
  try {
    const exec = await docker.getContainer(containerId).exec({
      Cmd: [...argv],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: false,
    });
    const raw = await exec.start({ hijack: true, stdin: true });
    return joined(raw as Duplex);
  } catch (error) {
    throw new MachineUnavailable('没能在实验机里启动程序', { cause: error });
  }
}

function joined(raw: Duplex): Duplex {
  const output = new Demux();
  raw.pipe(output);
  raw.once('close', () => output.end());
  const stream = new Duplex({
    read: () => output.resume(),
    write: (chunk: Buffer, _encoding, done) => void raw.write(chunk, done),
    // What is left unread is of no interest any more; only a whole close tells the process.
    final: (done) => {
      raw.destroy();
      done();
    },
    destroy: (error, done) => {
      raw.destroy();
      done(error);
    },
  });
  output.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) output.pause();
  });
  output.once('end', () => stream.push(null));
  raw.on('error', (error) => stream.destroy(error));
  return stream;
}

/** Takes the engine's framing off. docker-modem's own would read on however slow the reader is. */
export class Demux extends Transform {
  private header: Buffer = Buffer.alloc(0);
  private left = 0;
  private wanted = false;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.left === 0) {
        const need = HEADER_BYTES - this.header.length;
        this.header = Buffer.concat([this.header, rest.subarray(0, need)]);
        rest = rest.subarray(need);
        if (this.header.length < HEADER_BYTES) break;
        this.wanted = this.header[0] === STDOUT;
        this.left = this.header.readUInt32BE(4);
        this.header = Buffer.alloc(0);
        continue;
      }
      const part = rest.subarray(0, this.left);
      if (this.wanted) this.push(part);
      this.left -= part.length;
      rest = rest.subarray(part.length);
    }
    done();
  }
}
