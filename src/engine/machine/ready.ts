import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../shared/errors.ts';
import type { Docker } from '../host.ts';
import { execInContainer } from './exec.ts';
import type { InnerDaemon } from './inner-daemon.ts';
import { openMachineSocket, TTY_SOCKET } from './sockets.ts';
import { MachineUnavailable } from './types.ts';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 15;

/** Until the daemon inside answers. Rejects with UserError that holds the machine's last words. */
export async function untilDaemon(container: Docker.Container, daemon: InnerDaemon): Promise<void> {
  await until(container, '它的 Docker 没有应答', () => daemon.ping());
}

/**
 * Until its services have started and a terminal can be opened, for a machine that has no daemon to ask.
 * `runDir` is the machine's /run/matou where the host can see it.
 */
export async function untilBooted(
  docker: Docker,
  container: Docker.Container,
  runDir: string | undefined,
): Promise<void> {
  const exec = (...argv: string[]): ReturnType<typeof execInContainer> =>
    execInContainer(docker, container.id, argv, { timeoutMs: READY_WITHIN_MS });
  await until(container, '它的系统没有启动完', async () => {
    // First, since a process that enters before systemd has made its cgroups would keep it from that.
    if (runDir !== undefined) openMachineSocket(runDir, TTY_SOCKET)[Symbol.dispose]();
    else if ((await exec('test', '-S', `/run/matou/${TTY_SOCKET}`)).exitCode !== 0)
      throw new MachineUnavailable('实验机的终端还没有启动');
    const state = (await exec('systemctl', 'is-system-running', '--wait')).stdout.trim();
    if (state !== 'running' && state !== 'degraded') throw new MachineUnavailable(`系统状态是 ${state}`);
  });
}

async function until(
  container: Docker.Container,
  missing: string,
  probe: () => Promise<void>,
): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  let last: unknown;
  let checkAt = performance.now() + 1_000;
  while (performance.now() < deadline) {
    try {
      await probe();
      return;
    } catch (error) {
      last = error;
    }
    if (performance.now() > checkAt) {
      checkAt += 1_000;
      const { State } = await container.inspect();
      if (!State.Running) throw await bootFailure(container, `它刚启动就停了（退出码 ${State.ExitCode}）`);
    }
    await sleep(POLL_MS);
  }
  throw await bootFailure(container, `${READY_WITHIN_MS / 1000} 秒内${missing}（${reasonOf(last)}）`);
}

/** The technical one, where there is one: an administrator reads this. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

async function bootFailure(container: Docker.Container, what: string): Promise<UserError> {
  const log = await container.logs({ stdout: true, stderr: true, tail: 8 }).catch(() => Buffer.alloc(0));
  const tail = log.toString('utf8').trim();
  return new UserError(
    `实验机没能启动：${what}。${tail ? `\n它最后的输出：\n${tail}` : ''}`,
    '重试一次；反复出现时在服务器上运行 npm run doctor。',
  );
}
