import type { ExecResult, Inspectable } from '../machine.ts';
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
    containers: once(() => machine.containers()),
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
