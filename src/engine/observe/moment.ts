import type { Machine } from '../machine.ts';

type Asked = 'info' | 'images' | 'containers' | 'networks';

/** What the daemon says at one moment: each question is asked at most once, however many parts want the answer. */
export interface Moment extends Pick<Machine, Asked> {
  readonly beganMs: number;
}

export function momentOf(machine: Pick<Machine, Asked>): Moment {
  const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
    let answer: Promise<T> | undefined;
    return () => (answer ??= ask());
  };
  return {
    beganMs: Date.now(),
    info: once(() => machine.info()),
    images: once(() => machine.images()),
    containers: once(() => machine.containers()),
    networks: once(() => machine.networks()),
  };
}
