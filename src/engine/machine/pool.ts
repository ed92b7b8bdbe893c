import pLimit from 'p-limit';
import type { MachineHost, MachineSpec, StartProgress } from './create.ts';
import { resizeMachine, startMachine } from './lifecycle.ts';
import type { Machine } from './types.ts';

/**
 * Machines that were booted before anybody asked, since a learner should not wait for a boot. All of one flavour: one of
 * another starts cold.
 */
export interface MachinePool extends AsyncDisposable {
  /** A warm machine if there is one, else a cold start. `onQueued` hears the position, and each better one, while others start first. */
  take(
    spec: MachineSpec,
    onProgress: StartProgress,
    onQueued: (position: number) => void,
    signal?: AbortSignal,
  ): Promise<Machine>;
  /** Resolves once the pool is as full as it was asked to be, or a start has failed. */
  readonly warm: () => Promise<void>;
  readonly idle: () => number;
}

/** Starts at a time: on two cores more of them make all of them slower. */
const STARTS_AT_ONCE = 2;

export function openPool(
  host: MachineHost,
  spec: MachineSpec,
  size: number,
  onFailure: (error: unknown) => void,
): MachinePool {
  const lane = pLimit(STARTS_AT_ONCE);
  const ready: Machine[] = [];
  const filling = new Set<Promise<void>>();
  let closed = false;

  const fill = (): void => {
    while (!closed && ready.length + filling.size < size) {
      const work: Promise<void> = lane(() => startMachine(host, spec)).then(
        async (machine) => {
          filling.delete(work);
          if (closed) return machine[Symbol.asyncDispose]();
          ready.push(machine);
          void machine.gone.then(() => {
            const index = ready.indexOf(machine);
            if (index < 0) return; // handed out: its learner's business
            ready.splice(index, 1);
            void Promise.resolve(machine[Symbol.asyncDispose]()).catch(onFailure).finally(fill);
          });
        },
        (error: unknown) => {
          filling.delete(work); // not tried again by itself: the next learner's start shows why
          onFailure(error);
        },
      );
      filling.add(work);
    }
  };
  fill();

  /** Those who wait for a start, first come first served; each hears when it moves up. */
  const waiting: ((position: number) => void)[] = [];
  const moveUp = (): void => waiting.forEach((tell, index) => tell(index + 1));

  return {
    async take(wanted, onProgress, onQueued) {
      const warm = wanted.flavour === spec.flavour ? ready.shift() : undefined;
      if (warm) {
        fill();
        try {
          if (differs(wanted, spec)) await resizeMachine(host, warm, wanted);
        } catch (error) {
          await warm[Symbol.asyncDispose](); // out of the pool and nobody's: it would stay for ever
          throw error;
        }
        return warm;
      }
      const queued = lane.activeCount >= STARTS_AT_ONCE;
      if (queued) waiting.push(onQueued);
      if (queued) onQueued(waiting.length);
      const machine = await lane(() => {
        const index = waiting.indexOf(onQueued);
        if (index >= 0) {
          waiting.splice(index, 1);
          moveUp();
        }
        return startMachine(host, wanted, onProgress);
      });
      fill();
      return machine;
    },
    async warm() {
      await Promise.all(filling);
    },
    idle: () => ready.length,
    async [Symbol.asyncDispose]() {
      closed = true;
      await Promise.all(filling);
      await Promise.all(ready.splice(0).map((machine) => machine[Symbol.asyncDispose]()));
    },
  };
}

const differs = (a: MachineSpec, b: MachineSpec): boolean =>
  a.memoryBytes !== b.memoryBytes || a.cpus !== b.cpus || a.pids !== b.pids;
