import { readFileSync } from 'node:fs';

/** Names one process for good: a pid alone may have been given to another process since. */
export interface ProcessRecord {
  readonly pid: number;
  /** Start time from /proc/PID/stat. */
  readonly started: string;
}

export function recordOf(pid: number): ProcessRecord {
  return { pid, started: startTime(pid) ?? '' };
}

export const isAlive = ({ pid, started }: ProcessRecord): boolean => startTime(pid) === started;

function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted after the command name, which may itself hold spaces and parentheses.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : rest[18];
  } catch {
    return undefined;
  }
}
