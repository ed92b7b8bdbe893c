import type { Readable } from 'node:stream';
import Docker from 'dockerode';
import { MachineSocketAgent, type Connect } from './sockets.ts';
import {
  MachineUnavailable,
  type ContainerInspectInfo,
  type DaemonEvent,
  type DaemonInfo,
  type ImageHistoryEntry,
  type ImageInfo,
  type ImageInspectInfo,
  type NetworkInspectInfo,
  type VolumeInspectInfo,
} from './types.ts';

/** The socket that the machine's dockerd listens on besides its usual one, in the folder that the host can see. */
export const DOCKER_SOCKET = 'docker.sock';
const ANSWER_WITHIN_MS = 5_000;
const RECONNECT_AFTER_MS = 150;
/** More than a daemon says again, see `watch`. */
const REMEMBERED_EVENTS = 512;
const OVERLAP_NS = 1_000_000_000n;
/** Where no daemon is installed yet, asking ever so often is work for nothing. */
const RECONNECT_AT_MOST_MS = 1_000;
const NO_ANSWER = '实验机的 Docker 守护进程没有应答';

/** The daemon inside a machine. What it answers is the learner's word: they are root there. */
export class InnerDaemon {
  private readonly docker: Docker;
  private readonly agent: MachineSocketAgent;

  constructor(connect: Connect) {
    this.agent = new MachineSocketAgent(connect);
    // docker-modem takes an agent; its types don't say so.
    const options = {
      protocol: 'http',
      host: 'machine',
      port: 80,
      agent: this.agent,
    } as Docker.DockerOptions;
    this.docker = new Docker(options);
  }

  async ping(): Promise<void> {
    await this.ask(() => this.docker.ping());
  }

  async containers(): Promise<ContainerInspectInfo[]> {
    const all = await this.ask(() => this.docker.listContainers({ all: true }));
    return this.inspectEach(all, ({ Id }) => this.docker.getContainer(Id).inspect());
  }

  async info(): Promise<DaemonInfo> {
    return (await this.ask(() => this.docker.info())) as DaemonInfo;
  }

  async images(): Promise<ImageInfo[]> {
    return this.ask(() => this.docker.listImages());
  }

  async inspectImage(ref: string): Promise<ImageInspectInfo | undefined> {
    return this.find(() => this.docker.getImage(ref).inspect());
  }

  async imageHistory(ref: string): Promise<readonly ImageHistoryEntry[] | undefined> {
    return this.find(() => this.docker.getImage(ref).history() as Promise<ImageHistoryEntry[]>);
  }

  async networks(): Promise<NetworkInspectInfo[]> {
    const all = await this.ask(() => this.docker.listNetworks());
    return this.inspectEach(
      all,
      ({ Id }) => this.docker.getNetwork(Id).inspect() as Promise<NetworkInspectInfo>,
    );
  }

  async volumes(): Promise<VolumeInspectInfo[]> {
    const { Volumes } = await this.ask(() => this.docker.listVolumes());
    return Volumes ?? []; // null where there are none
  }

  /** Rejects with the daemon's own words when the image can't be had. */
  async pull(ref: string, timeoutMs: number): Promise<void> {
    const stream = (await this.docker.pull(ref)) as Readable;
    const timer = setTimeout(() => stream.destroy(new Error(`${timeoutMs / 1000} 秒内没有拉完`)), timeoutMs);
    stream.once('close', () => clearTimeout(timer));
    await new Promise<void>((resolve, reject) => {
      stream.once('error', reject);
      this.docker.modem.followProgress(stream, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  }

  watch(listener: (event: DaemonEvent) => void, sinceMs = Date.now()): { stop(): void } {
    let stopped = false;
    let stream: (NodeJS.ReadableStream & { destroy?: () => void }) | undefined;
    // Events of a gap are asked for again; the daemon keeps the last 256 even if nobody listened. Their times are no
    // order: of two that happen together the later one may be said first. So what was heard is known by its text.
    let sinceNs = BigInt(Math.trunc(sinceMs)) * 1_000_000n;
    const heard = new Set<string>();
    let reconnectAfterMs = RECONNECT_AFTER_MS;
    const again = (): void => {
      if (!stopped) setTimeout(follow, reconnectAfterMs).unref();
      reconnectAfterMs = Math.min(reconnectAfterMs * 1.5, RECONNECT_AT_MOST_MS);
    };
    const follow = (): void => {
      if (stopped) return;
      const since = `${sinceNs / 1_000_000_000n}.${(sinceNs % 1_000_000_000n).toString().padStart(9, '0')}`;
      // Typed as a number, which would lose the nanoseconds.
      this.docker.getEvents({ since: since as unknown as number }).then((opened) => {
        stream = opened as typeof stream;
        reconnectAfterMs = RECONNECT_AFTER_MS;
        let rest = '';
        opened.setEncoding('utf8');
        opened.on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) {
            const event = parseEvent(line);
            if (!event || heard.has(line)) continue;
            heard.add(line);
            if (heard.size > REMEMBERED_EVENTS) heard.delete(heard.values().next().value!);
            const back = event.timeNs - OVERLAP_NS;
            if (back > sinceNs) sinceNs = back;
            listener(event.event);
          }
        });
        opened.on('error', () => {});
        opened.once('close', again);
        if (stopped) stream?.destroy?.();
      }, again);
    };
    follow();
    return {
      stop() {
        stopped = true;
        stream?.destroy?.();
      },
    };
  }

  close(): void {
    this.agent.destroy();
  }

  /** Leaves out what was removed since it was listed. */
  private async inspectEach<Listed, T>(
    listed: readonly Listed[],
    inspect: (one: Listed) => Promise<T>,
  ): Promise<T[]> {
    const inspected = await Promise.all(listed.map((one) => this.find(() => inspect(one))));
    return inspected.filter((one) => one !== undefined);
  }

  private async find<T>(question: () => Promise<T>): Promise<T | undefined> {
    try {
      return await this.ask(question);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new MachineUnavailable(NO_ANSWER)), ANSWER_WITHIN_MS);
    });
    try {
      return await Promise.race([question(), deadline]);
    } catch (error) {
      if (isNotFound(error)) throw error;
      const answered = (error as { statusCode?: number }).statusCode !== undefined;
      throw new MachineUnavailable(answered ? '实验机的 Docker 守护进程出了错' : NO_ANSWER, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

function isNotFound(error: unknown): boolean {
  return (error as { statusCode?: number }).statusCode === 404;
}

interface RawEvent {
  readonly Type?: string;
  readonly Action?: string;
  readonly timeNano?: number;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Record<string, string> };
}

function parseEvent(line: string): { event: DaemonEvent; timeNs: bigint } | undefined {
  if (line.trim() === '') return undefined;
  let raw: RawEvent;
  try {
    raw = JSON.parse(line) as RawEvent;
  } catch {
    return undefined; // cut off when the daemon ended
  }
  // As a number it has lost its last digits; the text still has them.
  const timeNs = BigInt(/"timeNano":(\d+)/.exec(line)?.[1] ?? '0');
  return {
    timeNs,
    event: {
      timeMs: Number(timeNs / 1_000_000n),
      type: raw.Type ?? '',
      action: raw.Action ?? '',
      id: raw.Actor?.ID ?? '',
      attributes: raw.Actor?.Attributes ?? {},
    },
  };
}
