import type { ObserveMessage, ObservePart } from '../../shared/observe.ts';
import { MachineUnavailable, type DaemonEvent, type Machine } from '../machine.ts';
import { lifeModel, LifeRecords } from './model-life.ts';
import { layersModel } from './model-layers.ts';
import { processesModel, type CpuBefore } from './model-processes.ts';
import { trafficModel } from './model-traffic.ts';
import { writesModel } from './model-writes.ts';
import { momentOf, type Moment } from './moment.ts';
import { rawAddressesSchema, rawProcessesSchema, type RawWrites } from './raw.ts';
import { LayersReader, layersToWatch } from './read-layers.ts';
import { Reader } from './reader.ts';
import { shortName } from './text.ts';

/** Events of one `docker run` come in a burst: they are drawn once. */
const GATHER_MS = 60;
/** Between two looks, however much happens. */
const PAUSE_MS = 200;
/** Memory and CPU change without an event; what can't be read is tried again. */
const LOOK_AGAIN_MS = 2_000;
const TICK_MS = 500;

type MachineParts = Pick<Machine, 'stream' | 'info' | 'images' | 'containers' | 'networks'>;

export interface Watcher {
  /** The parts that this one wants now; none: it wants nothing. */
  show(parts: readonly ObservePart[]): void;
  stop(): void;
}

/** One machine, looked at by whoever watches it; by nobody, not at all. */
export class Observation {
  private readonly watchers = new Map<(message: ObserveMessage) => void, ReadonlySet<ObservePart>>();
  private readonly records = new LifeRecords();
  private readonly layers = new LayersReader();
  private readonly last = new Map<ObservePart | 'writes', { text: string; message: ObserveMessage }>();
  private readonly writes = new Map<string, RawWrites[number]>();
  private shownWrites: ReadonlySet<string> = new Set();
  private names: ReadonlyMap<string, string> = new Map();
  private cpu: CpuBefore | undefined;
  private reader: Promise<Reader> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private tick: NodeJS.Timeout | undefined;
  private busy = false;
  private news = false;
  private lookedMs = -Infinity;
  private failed = false;
  private ended = false;
  /** How often the reader was let go. */
  private closed = 0;

  constructor(
    private readonly machine: MachineParts,
    private readonly logError: (error: unknown) => void,
  ) {}

  addEvent(event: DaemonEvent): void {
    this.records.add(event);
    this.changed();
  }

  /** Something in the machine may have changed. */
  changed(): void {
    if (this.wanted().size === 0 || this.ended) return;
    this.news = true;
    if (!this.busy) this.schedule(GATHER_MS);
  }

  watch(listener: (message: ObserveMessage) => void): Watcher {
    this.watchers.set(listener, new Set());
    return {
      show: (parts) => {
        if (!this.watchers.has(listener) || this.ended) return;
        const before = this.watchers.get(listener)!;
        this.watchers.set(listener, new Set(parts));
        for (const [part, { message }] of this.last)
          if (wants(new Set(parts), part) && !wants(before, part)) listener(message);
        this.settle();
        this.changed();
      },
      stop: () => {
        this.watchers.delete(listener);
        this.settle();
      },
    };
  }

  dispose(): void {
    this.ended = true;
    this.watchers.clear();
    this.settle();
  }

  private wanted(): Set<ObservePart> {
    return new Set([...this.watchers.values()].flatMap((parts) => [...parts]));
  }

  /** Lets go of what nobody wants any more. */
  private settle(): void {
    const wanted = this.wanted();
    for (const part of this.last.keys()) if (!wants(wanted, part)) this.last.delete(part);
    if (wanted.size > 0) {
      this.tick ??= setInterval(() => this.lookAgain(), TICK_MS).unref();
      return;
    }
    clearInterval(this.tick);
    clearTimeout(this.timer);
    this.tick = this.timer = undefined;
    this.cpu = undefined;
    this.writes.clear();
    this.closeReader();
  }

  private closeReader(): void {
    this.closed++;
    void this.reader?.then(
      (reader) => reader[Symbol.dispose](),
      () => {},
    );
    this.reader = undefined;
  }

  private lookAgain(): void {
    if (this.busy || this.timer || performance.now() - this.lookedMs < LOOK_AGAIN_MS) return;
    if (this.failed) this.changed();
    else if (this.wanted().has('processes')) void this.look(new Set(['processes']));
  }

  private schedule(afterMs: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.look(this.wanted());
    }, afterMs);
  }

  private async look(parts: ReadonlySet<ObservePart>): Promise<void> {
    this.busy = true;
    this.news = false;
    this.failed = false;
    const moment = momentOf(this.machine);
    try {
      // In this order: what is cheap and moves first.
      if (parts.has('life')) await this.attempt('life', () => this.lookAtLife(moment));
      if (parts.has('processes')) await this.attempt('processes', () => this.lookAtProcesses(moment, parts));
      if (parts.has('traffic')) await this.attempt('traffic', () => this.lookAtTraffic(moment));
      if (parts.has('layers')) await this.attempt('layers', () => this.lookAtLayers(moment));
    } finally {
      this.busy = false;
      this.lookedMs = performance.now();
      if (this.news && this.wanted().size > 0) this.schedule(PAUSE_MS);
    }
  }

  private async attempt(part: ObservePart, work: () => Promise<void>): Promise<void> {
    const { closed } = this;
    try {
      if (this.wanted().has(part)) await work();
    } catch (error) {
      if (!this.wanted().has(part)) return; // nobody wants it any more
      if (closed !== this.closed) return void (this.news = true); // somebody left and somebody came while it was read
      this.failed = true;
      if (!(error instanceof MachineUnavailable)) this.logError(error);
      const known = error instanceof MachineUnavailable;
      this.say(part, {
        type: 'unavailable',
        part,
        reason: known ? error.message : '从实验机里读到的内容看不懂',
      });
    }
  }

  private async lookAtLife(moment: Moment): Promise<void> {
    const containers = await moment.containers();
    this.say('life', { type: 'life', state: lifeModel(this.records.all(), containers, moment.beganMs) });
  }

  private async lookAtProcesses(moment: Moment, parts: ReadonlySet<ObservePart>): Promise<void> {
    const reader = await this.open();
    // A look at the time alone asks the daemon nothing: who is there has not changed since the last event.
    const alone = parts.size === 1 && this.names.size > 0;
    // Without its daemon the machine still has processes.
    if (!alone) {
      const containers = await moment.containers().catch(() => []);
      this.names = new Map(containers.map(({ Id, Name }) => [Id, shortName(Name)]));
    }
    const raw = await reader.ask('processes', [], rawProcessesSchema);
    const { state, cpu } = processesModel(raw, this.names, Date.now(), this.cpu);
    this.cpu = cpu;
    this.say('processes', { type: 'processes', state });
  }

  private async lookAtTraffic(moment: Moment): Promise<void> {
    const [networks, containers] = await Promise.all([moment.networks(), moment.containers()]);
    const reader = await this.open();
    const { addresses } = await reader.ask('addresses', [], rawAddressesSchema);
    this.say('traffic', { type: 'traffic', state: trafficModel(networks, containers, addresses) });
  }

  private async lookAtLayers(moment: Moment): Promise<void> {
    const reader = await this.open();
    const state = layersModel(await this.layers.read(moment, reader));
    this.say('layers', { type: 'layers', state });
    const layers = layersToWatch(state);
    this.shownWrites = new Set(layers.map(({ id }) => id));
    for (const id of this.writes.keys()) if (!this.shownWrites.has(id)) this.writes.delete(id);
    await reader.watch(layers);
    this.sayWrites();
  }

  private heardWrites(writes: RawWrites): void {
    for (const each of writes) if (this.shownWrites.has(each.id)) this.writes.set(each.id, each);
    this.sayWrites();
  }

  private sayWrites(): void {
    if (this.wanted().has('layers'))
      this.say('writes', { type: 'writes', state: writesModel([...this.writes.values()]) });
  }

  private say(part: ObservePart | 'writes', message: ObserveMessage): void {
    const text = JSON.stringify(message);
    if (this.last.get(part)?.text === text) return;
    this.last.set(part, { text, message });
    for (const [listener, parts] of this.watchers) if (wants(parts, part)) listener(message);
  }

  private async open(): Promise<Reader> {
    const open = await this.reader?.catch(() => undefined);
    if (open && !open.ended) return open;
    this.writes.clear();
    const opening = Reader.open(this.machine, (writes) => this.heardWrites(writes));
    this.reader = opening;
    const reader = await opening;
    if (this.wanted().size === 0 || this.reader !== opening) {
      reader[Symbol.dispose]();
      throw new MachineUnavailable('没有人在看');
    }
    return reader;
  }
}

function wants(parts: ReadonlySet<ObservePart>, part: ObservePart | 'writes'): boolean {
  return parts.has(part === 'writes' ? 'layers' : part);
}
