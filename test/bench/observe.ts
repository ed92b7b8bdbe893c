import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { lockHome } from '../../src/engine/host.ts';
import { startMachine, type Machine, type MachineHost } from '../../src/engine/machine.ts';
import { Observation } from '../../src/engine/observe.ts';
import { completePath, readConfig, testHome } from '../../src/server/config.ts';
import { chooseEngine, openMachineHost } from '../../src/server/machine-host.ts';
import { OBSERVE_PARTS, type ObserveMessage } from '../../src/shared/observe.ts';
import { scene, sh } from '../docker/observe-scene.ts';
import { summarise, type Summary } from './statistics.ts';

const PHASE_MS = 20_000;
const SPEC = { flavour: 'docker', memoryBytes: 1024 ** 3, cpus: 1, pids: 2048 } as const;

/** Per minute, but for the percentages of one core. */
export interface ObserveCost {
  readonly machineCpuPercent: number;
  readonly serverCpuPercent: number;
  readonly execsPerMinute: number;
  readonly apiRequestsPerMinute: number;
  readonly messagesPerMinute: number;
  readonly kilobytesPerMinute: number;
}

export interface ObserveReport {
  /** From the daemon's own time of an event to the message; from a file's own time to the message. Milliseconds. */
  readonly eventToMessage: Summary;
  readonly writeToMessage: Summary;
  readonly restUnwatched: ObserveCost;
  readonly restWatched: ObserveCost;
  readonly activeUnwatched: ObserveCost;
  readonly activeWatched: ObserveCost;
}

/** What the 观察 panel costs, and how soon it shows what happened: five images, nine containers at rest. */
export async function observeOnly(say: (text: string) => void): Promise<ObserveReport> {
  completePath();
  const home = join(testHome(), 'docker');
  mkdirSync(home, { recursive: true });
  using _lock = lockHome(home, 'npm run bench');
  const config = readConfig({ home });
  const root = resolve(import.meta.dirname, '../..');
  const report = {
    step: <T>(title: string, work: (detail: (text: string) => void) => Promise<T>) => (
      say(title),
      work(() => {})
    ),
    note: say,
  };
  const choice = await chooseEngine(config, root, () => {});
  await using opened = await openMachineHost(config, root, choice, report, pino({ level: 'error' }));
  await using machine = await startMachine(opened.host, SPEC);
  await scene(machine);
  await sh(machine, 'docker rm -f again'); // it restarts for ever: never at rest
  return await measure(opened.host, machine, say);
}

async function measure(
  host: MachineHost,
  machine: Machine,
  say: (text: string) => void,
): Promise<ObserveReport> {
  const calls: (keyof Machine)[] = [];
  const observation = new Observation(counting(machine, calls), (error) => say(String(error)));
  const heard: { atMs: number; message: ObserveMessage; bytes: number }[] = [];
  const watcher = observation.watch((message) =>
    heard.push({ atMs: Date.now(), message, bytes: JSON.stringify(message).length }),
  );
  const { stop } = machine.watchEvents((event) => observation.addEvent(event));
  const { Id } = await host.docker.getContainer(`matou-${host.tag}-${machine.id}`).inspect();
  const cost = async (
    title: string,
    parts: typeof OBSERVE_PARTS | [],
    active: boolean,
  ): Promise<ObserveCost> => {
    say(title);
    watcher.show(parts);
    await sleep(2_500);
    calls.length = heard.length = 0;
    const began = { cpu: await cpuNs(host, Id), own: process.cpuUsage(), atMs: performance.now() };
    if (active) await sh(machine, ACTIVITY);
    else await sleep(PHASE_MS);
    const ms = performance.now() - began.atMs;
    const own = process.cpuUsage(began.own);
    const perMinute = (count: number): number => Math.round((count * 60_000) / ms);
    const percent = (usedMs: number): number => Math.round((usedMs * 1000) / ms) / 10;
    return {
      machineCpuPercent: percent(((await cpuNs(host, Id)) - began.cpu) / 1e6),
      serverCpuPercent: percent((own.user + own.system) / 1000),
      execsPerMinute: perMinute(calls.filter((call) => call === 'exec' || call === 'stream').length),
      apiRequestsPerMinute: perMinute(calls.reduce((sum, call) => sum + (REQUESTS[call] ?? 0), 0)),
      messagesPerMinute: perMinute(heard.length),
      kilobytesPerMinute: perMinute(heard.reduce((sum, { bytes }) => sum + bytes, 0) / 1024),
    };
  };
  const costs = {
    restUnwatched: await cost('没有人看，静止 …', [], false),
    restWatched: await cost('有人看，静止 …', OBSERVE_PARTS, false),
    activeUnwatched: await cost('没有人看，忙 …', [], true),
    activeWatched: await cost('有人看，忙 …', OBSERVE_PARTS, true),
  };
  say('事件到画面 …');
  const events: number[] = [];
  const writes: number[] = [];
  const until = async <T>(find: () => T | undefined): Promise<T> => {
    for (const endMs = Date.now() + 10_000; Date.now() < endMs; await sleep(2)) {
      const found = find();
      if (found !== undefined) return found;
    }
    throw new Error('not shown within 10 s');
  };
  const pid = await sh(machine, "docker inspect -f '{{.State.Pid}}' writer");
  for (let i = 0; i < 40; i++) {
    heard.length = 0;
    await sh(machine, i % 2 ? 'docker pause asleep >/dev/null' : 'docker unpause asleep >/dev/null');
    events.push(
      await until(() => {
        for (const { atMs, message } of heard) {
          if (message.type !== 'life') continue;
          const life = message.state.containers.find(({ name }) => name === 'asleep')!;
          if (life.steps.at(-1)!.to === (i % 2 ? 'paused' : 'running'))
            return atMs - Date.parse(life.steps.at(-1)!.at);
        }
        return undefined;
      }),
    );
    await sleep(Math.random() * 500);
    await sh(machine, `nsenter -t ${pid} -m sh -c 'echo ${i} > /tmp/${i}'`);
    writes.push(
      await until(() => {
        for (const { atMs, message } of heard) {
          if (message.type !== 'writes') continue;
          const change = message.state.layers
            .flatMap(({ changes }) => changes)
            .find(({ path }) => path === `/tmp/${i}`);
          if (change) return atMs - Date.parse(change.at);
        }
        return undefined;
      }),
    );
  }
  watcher.stop();
  stop();
  observation.dispose();
  return { eventToMessage: summarise(events), writeToMessage: summarise(writes), ...costs };
}

/** A learner at work: a container each two seconds, and a write each second. */
const ACTIVITY = `for i in $(seq 10); do
  docker run --rm busybox true; docker exec writer sh -c "echo $i > /tmp/x"; sleep 1; docker exec writer sh -c "echo $i > /tmp/y"; sleep 1
done`;

/** Requests to the machine's daemon that each question is: a list, and one for each thing in it. */
const REQUESTS: Partial<Record<keyof Machine, number>> = { info: 1, images: 1, containers: 10, networks: 5 };

function counting(machine: Machine, calls: (keyof Machine)[]): Machine {
  return new Proxy(machine, {
    get(target, key: keyof Machine) {
      const value: unknown = target[key];
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        calls.push(key);
        return (value as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

async function cpuNs({ docker }: MachineHost, id: string): Promise<number> {
  const stats = await docker.getContainer(id).stats({ stream: false, 'one-shot': true });
  return stats.cpu_stats.cpu_usage.total_usage;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
