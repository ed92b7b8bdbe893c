import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';

export async function execInContainer(docker: Docker, id: string, script: string): Promise<string> {
  const exec = await docker
    .getContainer(id)
    .exec({ Cmd: ['sh', '-c', script], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const out = new PassThrough();
  let text = '';
  out.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  docker.modem.demuxStream(stream, out, new PassThrough());
  await new Promise((resolve) => stream.once('close', resolve));
  return text;
}
