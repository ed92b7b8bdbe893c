import type { MachineHost, MachineSpec, StartProgress } from './create.ts';
import { resizeMachine, startMachine } from './lifecycle.ts';
import { Queue } from './queue.ts';
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

export interface PoolBounds {
  /** Machines in all, warm ones too. */
  readonly atMost?: number;
  /** Starts at a time: on two cores more than two of them make all of them slower. */
  readonly startsAtOnce?: number;
}

export function openPool(
  host: MachineHost,
  spec: MachineSpec,
  size: number,
  onFailure: (error: unknown) => void,
  { atMost = Infinity, startsAtOnce = 2 }: PoolBounds = {},
): MachinePool {
  return new Queue({
    spec,
    size,
    atMost,
    startsAtOnce,
    onFailure,
    boot: (wanted, onProgress) => startMachine(host, wanted, onProgress),
    resize: (machine, wanted) => resizeMachine(host, machine, wanted),
  });
}
