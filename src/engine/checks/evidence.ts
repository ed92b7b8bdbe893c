import type { CheckEnvironment, Evidence } from './types.ts';

/** Wraps the environment for one evaluation that must end at `deadlineMs` (of performance.now). */
export function gatherEvidence(environment: CheckEnvironment, deadlineMs: number): Evidence {
  const { machine, commands } = environment;
  let containers: ReturnType<Evidence['containers']> | undefined;
  let images: ReturnType<Evidence['images']> | undefined;
  let networks: ReturnType<Evidence['networks']> | undefined;
  let volumes: ReturnType<Evidence['volumes']> | undefined;
  return {
    commands,
    containers: () => (containers ??= machine.containers()),
    images: () => (images ??= machine.images()),
    inspectImage: (ref) => machine.inspectImage(ref),
    imageHistory: (ref) => machine.imageHistory(ref),
    networks: () => (networks ??= machine.networks()),
    volumes: () => (volumes ??= machine.volumes()),
    exec: (argv, options) => machine.exec(argv, options),
    remainingMs: () => deadlineMs - performance.now(),
  };
}
