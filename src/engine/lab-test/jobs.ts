import { availableParallelism, freemem } from 'node:os';

/** What a machine of the usual size may take when its containers run. */
const MACHINE_NEEDS_BYTES = 1.25 * 1024 ** 3;

/** Machines wait much of the time, for their daemon and for prompts: more of them than cores pays. */
export function defaultJobs(): number {
  return Math.max(1, Math.min(availableParallelism() * 2, Math.floor(freemem() / MACHINE_NEEDS_BYTES)));
}
