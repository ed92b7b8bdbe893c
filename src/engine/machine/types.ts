import type { OnReadOpts, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type {
  ContainerInspectInfo,
  ImageInfo,
  ImageInspectInfo,
  NetworkInspectInfo,
  VolumeInspectInfo,
} from 'dockerode';

export type { ContainerInspectInfo, ImageInfo, ImageInspectInfo, NetworkInspectInfo, VolumeInspectInfo };

/** One row of `docker history`. dockerode has no type for it. */
export interface ImageHistoryEntry {
  /** `<missing>` for a row whose image is not on this daemon. */
  readonly Id: string;
  /** Seconds since the epoch. */
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Size: number;
  readonly Tags: string[] | null;
  readonly Comment: string;
}

/** What `docker info` says, cut down to where things lie. */
export interface DaemonInfo {
  readonly Driver: string;
  readonly DriverStatus: readonly (readonly [string, string])[] | null;
  readonly DockerRootDir: string;
}

export interface ExecOptions {
  /** Deadline; past it the process in the machine is killed and MachineUnavailable is thrown. Default 10 000. */
  readonly timeoutMs?: number;
  /** KEY=value pairs added to the environment. */
  readonly env?: readonly string[];
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One event of the machine's own daemon, e.g. container/kill with attributes.signal === '15'. */
export interface DaemonEvent {
  /** Milliseconds since the epoch, of the machine's clock (the host's: they share it). */
  readonly timeMs: number;
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * We could not find out: the machine is gone, its daemon does not answer, a deadline passed.
 * A check turns it into `inconclusive`, never into `failed`. The message is a short Chinese clause, shown to learners.
 */
export class MachineUnavailable extends Error {
  override readonly name = 'MachineUnavailable';
}

/** The part of a machine that a check may look at. Every method rejects with MachineUnavailable only. */
export interface Inspectable {
  /** Runs as root in the machine, outside the learner's shell; not through a shell unless argv says so. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Every container of the machine's daemon, stopped ones too, each inspected. */
  containers(): Promise<ContainerInspectInfo[]>;
  /** Every image of the machine's daemon. */
  images(): Promise<ImageInfo[]>;
  /** By name, tag, digest or ID; undefined: the daemon has no such image. */
  inspectImage(ref: string): Promise<ImageInspectInfo | undefined>;
  /** Newest row first; undefined: the daemon has no such image. */
  imageHistory(ref: string): Promise<readonly ImageHistoryEntry[] | undefined>;
  /** Every network of the machine's daemon, each inspected: only so are its containers listed. */
  networks(): Promise<NetworkInspectInfo[]>;
  /** Every volume of the machine's daemon. */
  volumes(): Promise<VolumeInspectInfo[]>;
}

/** The way to one of the machine's shells; whatever is done with it, the shell stays until it ends or is hung up. */
export type ShellAttachment = ShellSocket | ShellProgram;

/** The machine's own master of shells, spoken to directly: images/machine-base/tty/matou-tty.h has the protocol. */
export interface ShellSocket {
  readonly terminal: number;
  /** A new connection; throws MachineUnavailable where there is nothing to connect to. `onread` as `net.connect` takes it. */
  connect(onread: OnReadOpts): Socket;
}

/** A program that node-pty has to run on the host. */
export interface ShellProgram {
  readonly file: string;
  readonly args: readonly string[];
  /** More arguments when the shell's output so far is known already. */
  readonly argsAgain?: readonly string[];
  /** Ends the shell; without `force` only one that runs nothing. */
  hangUp?(force: boolean): Promise<void>;
}

export interface Machine extends Inspectable, AsyncDisposable {
  /** Short, unique, safe in a URL and a container name. */
  readonly id: string;
  /** Secret that the shell puts into its marks, so that printed text can't pass for one. */
  readonly nonce: string;
  /** How to reach shell number `terminal` (from 1 to 255); it starts when it is attached to. */
  shell(terminal: number): Promise<ShellAttachment>;
  /** Rejects with MachineUnavailable. */
  info(): Promise<DaemonInfo>;
  /**
   * Starts a process as root in the machine, its input and output as one stream; it must end when its input does.
   * Destroy the stream when done with it.
   */
  stream(argv: readonly string[]): Promise<Duplex>;
  /**
   * Follows the daemon's events over restarts of that daemon until `stop` is called; those since `sinceMs` too, as far as
   * the daemon remembers them (256).
   */
  watchEvents(listener: (event: DaemonEvent) => void, sinceMs?: number): { stop(): void };
  /** Copies the content of a host directory into the machine's /root. */
  copyIntoHome(directory: string): Promise<void>;
  /** Pulls an image in the machine; rejects with UserError when the registry has none of that name. */
  pull(ref: string): Promise<void>;
  /** Fires once, when the container of the machine is gone for whatever reason. */
  readonly gone: Promise<void>;
}
