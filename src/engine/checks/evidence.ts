import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerInspectInfo, ExecResult, Inspectable } from '../machine.ts';
import type { CheckEnvironment, Evidence } from './types.ts';

/** Wraps the environment for one evaluation that must end at `deadlineMs` (of performance.now). */
export function gatherEvidence(environment: CheckEnvironment, deadlineMs: number): Evidence {
  const { happenings, beganMs, answers } = environment;
  return {
    ...oneMoment(environment.machine),
    happenings,
    beganMs,
    answers,
    remainingMs: () => deadlineMs - performance.now(),
  };
}

/**
 * `docker run -d busybox true` is running too, for 5 ms on an idle machine and more than 100 on a busy one: who has
 * only just started is looked at again when it is this old.
 */
const STANDS_AFTER_MS = 250;
/** Docker writes down a start a little after it: a few milliseconds in the future mean nothing. */
const CLOCK_SLACK_MS = 50;
/** One that is restarted again and again is newborn at every look. */
const MOST_LOOKS = 3;

async function standingContainers(machine: Inspectable): Promise<ContainerInspectInfo[]> {
  let containers = await machine.containers();
  for (let look = 1; look < MOST_LOOKS; look++) {
    const youngestMs = Math.min(...containers.map(ageMs));
    if (youngestMs >= STANDS_AFTER_MS) break;
    await sleep(STANDS_AFTER_MS - youngestMs);
    containers = await machine.containers();
  }
  return containers;
}

/** How long it has been running; Infinity where it isn't, and where the clock was set back since. */
function ageMs({ State: { Status, StartedAt } }: ContainerInspectInfo): number {
  const age = Status === 'running' ? Date.now() - Date.parse(StartedAt) : Infinity;
  return age > -CLOCK_SLACK_MS ? age : Infinity;
}

/** Each listing is fetched at most once: several steps judged on it see one moment, and cost one look. */
export function oneMoment(machine: Inspectable): Inspectable {
  const once = <T>(fetch: () => Promise<T>): (() => Promise<T>) => {
    let fetched: Promise<T> | undefined;
    return () => (fetched ??= fetch());
  };
  const onceFor = <T>(fetch: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
    const fetched = new Map<string, Promise<T>>();
    return (key) => {
      const work = fetched.get(key) ?? fetch(key);
      fetched.set(key, work);
      return work;
    };
  };
  const ran = new Map<string, Promise<ExecResult>>();
  return {
    containers: once(() => standingContainers(machine)),
    images: once(() => machine.images()),
    networks: once(() => machine.networks()),
    volumes: once(() => machine.volumes()),
    inspectImage: onceFor((ref) => machine.inspectImage(ref)),
    imageHistory: onceFor((ref) => machine.imageHistory(ref)),
    exec: (argv, options) => {
      const key = JSON.stringify([argv, options?.env]);
      const running = ran.get(key);
      if (running) return running;
      const work = machine.exec(argv, options);
      ran.set(key, work);
      // Its deadline may have been shorter than the next one's.
      work.catch(() => ran.delete(key));
      return work;
    },
  };
}
