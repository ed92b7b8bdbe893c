import { PassThrough } from 'node:stream';
import type { Docker } from '../host.ts';
import { MachineUnavailable, type ExecOptions, type ExecResult } from './types.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
/** Beyond the deadline inside the machine, for the engine itself to answer. */
const GRACE_MS = 2_000;
/** A check reads answers, not floods. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * `docker exec` with collected output. The process's own end can be missed, so this waits for the demuxed streams and
 * inspects then; stdin is never attached, since half-closing it breaks the output.
 */
export async function execInContainer(
  docker: Docker,
  containerId: string,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  try {
    const exec = await docker.getContainer(containerId).exec({
      // Killing the client would leave the process running; timeout(1) ends it from within.
      Cmd: ['timeout', '-s', 'KILL', String(timeoutMs / 1000), ...argv],
      AttachStdout: true,
      AttachStderr: true,
      Env: [...(options.env ?? [])],
    });
    const stream = await exec.start({ hijack: true, stdin: false });
    const stdout = collect();
    const stderr = collect();
    docker.modem.demuxStream(stream, stdout.stream, stderr.stream);
    const timedOut = await new Promise<boolean>((resolve, reject) => {
      const timer = setTimeout(() => resolve(true), timeoutMs + GRACE_MS);
      stream.once('error', reject);
      stream.once('end', () => resolve(false));
      stream.once('close', () => resolve(false));
      stream.once('close', () => clearTimeout(timer));
    });
    stream.destroy();
    const { ExitCode } = await exec.inspect();
    const KILLED = 137;
    if (timedOut || ExitCode === null || ExitCode === KILLED) {
      throw new MachineUnavailable(`实验机里的一条命令 ${timeoutMs / 1000} 秒没有结束`, {
        cause: argv.join(' ').slice(0, 200),
      });
    }
    return { exitCode: ExitCode, stdout: stdout.text(), stderr: stderr.text() };
  } catch (error) {
    if (error instanceof MachineUnavailable) throw error;
    throw new MachineUnavailable('没能在实验机里执行命令', { cause: error });
  }
}

function collect(): { stream: PassThrough; text: () => string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < MAX_OUTPUT_BYTES) chunks.push(chunk);
    size += chunk.length;
  });
  return { stream, text: () => Buffer.concat(chunks).subarray(0, MAX_OUTPUT_BYTES).toString('utf8') };
}
