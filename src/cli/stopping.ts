import { startedByNpm } from '../server/config.ts';
import type { StartReport } from '../server/machine-host.ts';

const PARENT_LOOK_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Aborted at Ctrl-C, `kill`, or when npm is killed; `onStop` is called once, then. A second signal does not cut the
 * clean-up short: it would leave mounts and a network behind.
 */
export function stopSignal(onStop: () => void): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) return;
    onStop();
    stopping.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  if (startedByNpm()) whenParentGoes(stop);
  return stopping.signal;
}

/** A `kill` of npm must not leave us running with nobody to stop us. */
function whenParentGoes(stop: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_LOOK_MS);
  timer.unref();
}

/** No further step begins once the stop was asked for. */
export function until(stop: AbortSignal, report: StartReport): StartReport {
  return {
    ...report,
    signal: stop,
    step(title, work) {
      stop.throwIfAborted();
      return report.step(title, work);
    },
  };
}
