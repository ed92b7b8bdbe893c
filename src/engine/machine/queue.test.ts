import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { MachineSpec } from './create.ts';
import { Queue, type QueueDeps } from './queue.ts';
import type { Machine } from './types.ts';

const SPEC: MachineSpec = { flavour: 'docker', memoryBytes: 1, cpus: 1, pids: 1 };
const BARE: MachineSpec = { ...SPEC, flavour: 'bare' };

/** Boots take a moment and are counted; what they give ends when it is thrown away. The order is what is tested here. */
function world(bounds: Partial<Pick<QueueDeps, 'size' | 'atMost' | 'startsAtOnce'>> = {}) {
  const alive = new Set<Machine>();
  let booting = 0;
  let mostAlive = 0;
  let mostBooting = 0;
  const queue = new Queue({
    spec: SPEC,
    size: 0,
    atMost: Infinity,
    startsAtOnce: 2,
    ...bounds,
    onFailure: () => {},
    resize: () => Promise.resolve(),
    async boot(spec) {
      booting += 1;
      mostBooting = Math.max(mostBooting, booting);
      mostAlive = Math.max(mostAlive, alive.size + booting);
      await sleep(5);
      booting -= 1;
      let end = (): void => {};
      const gone = new Promise<void>((resolve) => (end = resolve));
      const machine = {
        id: spec.flavour,
        gone,
        async [Symbol.asyncDispose]() {
          await sleep(1);
          alive.delete(machine);
          end();
        },
      } as unknown as Machine;
      alive.add(machine);
      return machine;
    },
  });
  const take = (spec = SPEC, signal?: AbortSignal) => {
    const positions: number[] = [];
    const machine = queue.take(
      spec,
      () => {},
      (position) => positions.push(position),
      signal,
    );
    machine.catch(() => {});
    return { positions, machine };
  };
  return { queue, take, alive, most: () => ({ alive: mostAlive, booting: mostBooting }) };
}

test('forty at once: no more start at a time than may, and nobody overtakes', async () => {
  const { take, most } = world();
  const served: number[] = [];
  const all = Array.from({ length: 40 }, (_, index) => {
    const taken = take();
    return { ...taken, done: taken.machine.then(() => served.push(index)) };
  });
  await Promise.all(all.map(({ done }) => done));
  expect(most().booting).toBe(2);
  expect(served).toEqual([...served].sort((a, b) => a - b));
  for (const { positions } of all) expect(positions).toEqual([...positions].sort((a, b) => b - a));
  expect(all[39]!.positions[0]).toBe(38);
  expect(all[39]!.positions.at(-1)).toBe(1);
});

test('room for two and five who want one: the others wait until one is gone, not until it is asked to go', async () => {
  const { take, most } = world({ atMost: 2 });
  const all = Array.from({ length: 5 }, () => take());
  await Promise.all(all.slice(0, 2).map(({ machine }) => machine));
  await sleep(30);
  expect(all.map(({ positions }) => positions.at(-1))).toEqual([undefined, undefined, 1, 2, 3]);
  for (const { machine } of all) await (await machine)[Symbol.asyncDispose]();
  expect(most().alive).toBe(2);
});

test('who gives up leaves the line and gets nothing', async () => {
  const { take, alive } = world({ atMost: 1 });
  const first = take();
  const giving = new AbortController();
  const second = take(SPEC, giving.signal);
  const third = take();
  const machine = await first.machine;
  giving.abort();
  await expect(second.machine).rejects.toThrow('given up');
  expect(third.positions).toEqual([2, 1]);
  await machine[Symbol.asyncDispose]();
  await third.machine;
  expect(alive.size).toBe(1);
});

test('warm ones go to who waits first, and are kept ready within the bounds', async () => {
  const { queue, take, alive, most } = world({ size: 2, atMost: 3 });
  await expect.poll(() => queue.idle()).toBe(2);
  queue.want(10);
  await expect.poll(() => queue.idle()).toBe(3);
  await sleep(20);
  expect(alive.size).toBe(3);
  await take().machine;
  expect(queue.idle()).toBe(2);
  queue.want(0);
  await expect.poll(() => alive.size).toBe(1);
  expect(most().alive).toBe(3);
});

test('warm ones of the wrong kind make room', async () => {
  const { queue, take, most } = world({ size: 2, atMost: 2 });
  await expect.poll(() => queue.idle()).toBe(2);
  expect((await take(BARE).machine).id).toBe('bare');
  expect(most().alive).toBe(2);
});

test('closing ends what waits', async () => {
  const { queue, take, alive } = world({ atMost: 1 });
  const first = await take().machine;
  const second = take();
  await queue[Symbol.asyncDispose]();
  await expect(second.machine).rejects.toThrow('closed');
  await first[Symbol.asyncDispose]();
  expect(alive.size).toBe(0);
});
