import type { MachineSpec, StartProgress } from './create.ts';
import type { Machine } from './types.ts';

/**
 * Machines that were booted before anybody asked, since a learner should not wait for a boot. All of one flavour: one of
 * another starts cold.
 */
export interface MachinePool extends AsyncDisposable {
  /**
   * A warm machine if there is one, else a cold start; first come, first served. `onQueued` hears the position, and each
   * better one, while there is no room or others start first. Aborted while it waits, it rejects and gets none.
   */
  take(
    spec: MachineSpec,
    onProgress: StartProgress,
    onQueued: (position: number) => void,
    signal?: AbortSignal,
  ): Promise<Machine>;
  /** How many are to be kept warm from now on. */
  want(warm: number): void;
  /** Resolves once the pool is as full as it was asked to be, or a start has failed. */
  readonly warm: () => Promise<void>;
  readonly idle: () => number;
}

export interface QueueDeps {
  /** Of the warm ones. */
  readonly spec: MachineSpec;
  readonly size: number;
  readonly atMost: number;
  readonly startsAtOnce: number;
  /** Handed out before there was this pool: machines of a server that was killed. */
  readonly taken?: readonly Machine[];
  onFailure(error: unknown): void;
  boot(spec: MachineSpec, onProgress?: StartProgress): Promise<Machine>;
  resize(machine: Machine, spec: MachineSpec): Promise<void>;
}

interface Waiter {
  readonly spec: MachineSpec;
  readonly onProgress: StartProgress;
  readonly onQueued: (position: number) => void;
  readonly resolve: (machine: Machine | Promise<Machine>) => void;
  readonly reject: (error: unknown) => void;
  /** The position that was last told. */
  told: number;
}

/** Who gets which machine when: one line for all, so that a warm machine goes to who came first and not to who came last. */
export class Queue implements MachinePool {
  private readonly ready: Machine[] = [];
  private readonly waiting: Waiter[] = [];
  /** Handed out, or on their way out: their memory is in use until they are gone. */
  private readonly others = new Set<Machine>();
  private readonly booting = new Set<Promise<unknown>>();
  private wanted: number;
  /** A warm start failed: not tried again by itself, the next learner's start shows why. */
  private failed = false;
  private closed = false;
  /** A warm one is on its way out, to make room. */
  private retiring = 0;

  constructor(private readonly deps: QueueDeps) {
    this.wanted = deps.size;
    for (const machine of deps.taken ?? []) this.handOut(machine);
    this.pump();
  }

  take(
    spec: MachineSpec,
    onProgress: StartProgress,
    onQueued: (position: number) => void,
    signal?: AbortSignal,
  ): Promise<Machine> {
    this.failed = false;
    return new Promise<Machine>((resolve, reject) => {
      if (this.closed || signal?.aborted) return reject(new Error('no machine is wanted any more'));
      const waiter: Waiter = { spec, onProgress, onQueued, resolve, reject, told: 0 };
      this.waiting.push(waiter);
      signal?.addEventListener('abort', () => this.giveUp(waiter), { once: true });
      this.pump();
    });
  }

  want(warm: number): void {
    if (warm === this.wanted) return;
    this.wanted = warm;
    this.pump();
  }

  async warm(): Promise<void> {
    while (this.booting.size > 0 && !this.failed) await Promise.race(this.booting);
  }

  idle(): number {
    return this.ready.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    for (const { reject } of this.waiting.splice(0)) reject(new Error('the pool is closed'));
    while (this.booting.size > 0) await Promise.all(this.booting);
    await Promise.all(this.ready.splice(0).map((machine) => machine[Symbol.asyncDispose]()));
  }

  private giveUp(waiter: Waiter): void {
    const index = this.waiting.indexOf(waiter);
    if (index < 0) return; // served already: its machine is its own business
    this.waiting.splice(index, 1);
    waiter.reject(new Error('given up while waiting'));
    this.pump();
  }

  /** After anything has changed: serves who can be served, tells the others where they stand, then keeps warm ones ready. */
  private pump(): void {
    while (this.waiting.length > 0 && this.serveFirst());
    this.waiting.forEach((waiter, index) => {
      if (waiter.told === index + 1) return;
      waiter.told = index + 1;
      waiter.onQueued(index + 1);
    });
    if (this.closed || this.waiting.length > 0) return;
    while (this.ready.length > this.wanted) this.retire(this.ready.pop()!);
    while (!this.failed && this.ready.length + this.booting.size < this.wanted && this.hasRoom) this.fill();
  }

  private get hasRoom(): boolean {
    const all = this.ready.length + this.booting.size + this.others.size;
    return this.booting.size < this.deps.startsAtOnce && all < this.deps.atMost;
  }

  /** Nobody is served before the first: a big one or one of another kind would wait for ever. */
  private serveFirst(): boolean {
    const first = this.waiting[0]!;
    if (first.spec.flavour === this.deps.spec.flavour && this.ready.length > 0) {
      this.waiting.shift();
      first.resolve(this.fit(this.handOut(this.ready.shift()!), first.spec));
      return true;
    }
    if (this.hasRoom) {
      this.waiting.shift();
      const boot = this.deps.boot(first.spec, first.onProgress).then((machine) => this.handOut(machine));
      this.track(boot);
      first.resolve(boot);
      return true;
    }
    // Warm ones that don't suit make room, if that is what is missing; one at a time.
    if (this.retiring === 0 && this.booting.size < this.deps.startsAtOnce && this.ready.length > 0)
      this.retire(this.ready.shift()!);
    return false;
  }

  private fill(): void {
    const boot = this.deps.boot(this.deps.spec).then(
      async (machine) => {
        if (this.closed) return machine[Symbol.asyncDispose]();
        this.ready.push(machine);
        void machine.gone.then(() => {
          const index = this.ready.indexOf(machine);
          if (index >= 0) this.retire(this.ready.splice(index, 1)[0]!);
        });
      },
      (error: unknown) => {
        this.failed = true;
        this.deps.onFailure(error);
      },
    );
    this.track(boot);
  }

  private track(boot: Promise<unknown>): void {
    const settled = boot.then(
      () => {},
      () => {},
    );
    this.booting.add(settled);
    void settled.then(() => {
      this.booting.delete(settled);
      this.pump();
    });
  }

  private handOut(machine: Machine): Machine {
    this.others.add(machine);
    void machine.gone.then(() => {
      this.others.delete(machine);
      this.pump();
    });
    return machine;
  }

  private retire(machine: Machine): void {
    this.others.add(machine);
    this.retiring += 1;
    void Promise.resolve(machine[Symbol.asyncDispose]())
      .catch((error: unknown) => this.deps.onFailure(error))
      .finally(() => {
        this.others.delete(machine);
        this.retiring -= 1;
        this.pump();
      });
  }

  /** For one that was booted before it was known what for. */
  private async fit(machine: Machine, wanted: MachineSpec): Promise<Machine> {
    try {
      if (differs(wanted, this.deps.spec)) await this.deps.resize(machine, wanted);
      return machine;
    } catch (error) {
      await machine[Symbol.asyncDispose](); // out of the pool and nobody's: it would stay for ever
      throw error;
    }
  }
}

const differs = (a: MachineSpec, b: MachineSpec): boolean =>
  a.memoryBytes !== b.memoryBytes || a.cpus !== b.cpus || a.pids !== b.pids;
