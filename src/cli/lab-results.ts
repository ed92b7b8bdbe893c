import type { LabTestEvent, LabTestResult } from '../engine/lab-test.ts';

export interface CollectedLab {
  readonly id: string;
  readonly title: string;
  readonly skipped: boolean;
  readonly results: readonly LabTestResult[];
}

export interface Collected {
  readonly labs: readonly CollectedLab[];
  readonly results: number;
  readonly surprises: number;
  readonly durationMs: number;
  /** Broken off: what is here is not all. */
  readonly stopped: boolean;
}

export function collect(events: readonly LabTestEvent[]): Pick<Collected, 'labs' | 'results' | 'surprises'> {
  const results = events.filter((event) => event.type === 'result');
  const labs = events.flatMap((event): CollectedLab[] => {
    if (event.type !== 'lab' && event.type !== 'skipped') return [];
    const { lab: id, title } = event;
    const mine = results.filter(({ lab }) => lab === id);
    return [{ id, title, skipped: event.type === 'skipped', results: mine }];
  });
  return { labs, results: results.length, surprises: results.filter(({ surprise }) => surprise).length };
}
