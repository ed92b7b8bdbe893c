import { closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect, type OnReadOpts, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { MachineUnavailable } from './types.ts';

/** In the machine's /run/matou: its master of shells, there as soon as a terminal can be opened. */
export const TTY_SOCKET = 'tty.sock';

/** Linux's O_PATH: a handle on the file itself, without opening it. Node has no name for it. */
const O_PATH = 0o10000000;

/**
 * A handle on a socket in the machine's /run/matou, as seen from the host. The learner is root in there and may have
 * put a symlink to one of the host's sockets in its place, so the last component is never followed, must be a socket,
 * and must lie on the machine's own tmpfs.
 */
export function openMachineSocket(runDir: string, name: string): { path: string } & Disposable {
  let fd: number;
  try {
    fd = openSync(join(runDir, name), O_PATH | constants.O_NOFOLLOW);
  } catch (error) {
    throw new MachineUnavailable(`实验机里还没有 ${name}`, { cause: error });
  }
  let open = true;
  const close = (): void => {
    if (open) closeSync(fd); // a second close would hit whoever was given the number next
    open = false;
  };
  const stat = fstatSync(fd);
  if (!stat.isSocket() || stat.dev !== lstatSync(runDir).dev) {
    close();
    throw new MachineUnavailable(`实验机里的 ${name} 不是套接字`);
  }
  return {
    // Other processes of the host reach it too, while the handle is open.
    path: `/proc/${process.pid}/fd/${fd}`,
    [Symbol.dispose]: close,
  };
}

/** A new connection to the machine's daemon; throws MachineUnavailable where there is nothing to connect to. */
export type Connect = () => Duplex;

/** By a new handle each time: a daemon that was restarted has made a new socket. */
export function connectOnHost(runDir: string, name: string): (onread?: OnReadOpts) => Socket {
  return (onread) => {
    const handle = openMachineSocket(runDir, name);
    const socket = connect({ path: handle.path, ...(onread && { onread }) });
    socket.once('connect', () => handle[Symbol.dispose]());
    socket.once('error', () => handle[Symbol.dispose]());
    return socket;
  };
}

export class MachineSocketAgent extends Agent {
  constructor(private readonly open: Connect) {
    super({ keepAlive: true, maxSockets: 8 });
  }

  // By the callback: only that can carry an error.
  override createConnection(
    _options: unknown,
    done: (error: Error | null, socket?: Duplex) => void,
  ): undefined {
    try {
      done(null, this.open());
    } catch (error) {
      done(error as Error);
    }
  }
}
