import { readFileSync } from 'node:fs';

/** select and pselect6: x86-64 and arm64. */
const WAITING_SYSCALLS = new Set(['23', '270', '72']);

/**
 * Whether a dtach client sits waiting for work. dtach 0.9 doesn't look at what `write` returns: a SIGWINCH that
 * interrupts one loses up to 4 kB of output. True where it can't be found out.
 */
export function isIdle(pid: number): boolean {
  try {
    const [syscall = ''] = readFileSync(`/proc/${pid}/syscall`, 'latin1').split(' ', 1);
    return WAITING_SYSCALLS.has(syscall);
  } catch {
    return true;
  }
}
