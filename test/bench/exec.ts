import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';

/** A measurement that hangs says nothing: far more than any of these scripts takes. */
const WITHIN_MS = 60_000;

export async function execInContainer(docker: Docker, id: string, script: string): Promise<string> {
  const exec = await docker
    .getContainer(id)
    .exec({ Cmd: ['sh', '-c', script], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const out = new PassThrough();
  let text = '';
  out.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  docker.modem.demuxStream(stream, out, new PassThrough());
  await once(stream, 'close', { signal: AbortSignal.timeout(WITHIN_MS) });
  return text;
}
