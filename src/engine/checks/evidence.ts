import type { CheckEnvironment, Evidence } from './types.ts';

/** Wraps the environment for one evaluation that must end at `deadlineMs` (of performance.now). */
export function gatherEvidence(environment: CheckEnvironment, deadlineMs: number): Evidence {
  const { machine, commands } = environment;
  let containers: ReturnType<Evidence['containers']> | undefined;
  let images: ReturnType<Evidence['images']> | undefined;
  return {
    commands,
    containers: () => (containers ??= machine.containers()),
    images: () => (images ??= machine.images()),
    exec: (argv, options) => machine.exec(argv, options),
    remainingMs: () => deadlineMs - performance.now(),
  };
}
