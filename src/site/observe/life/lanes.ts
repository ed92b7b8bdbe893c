import type { Life, LifeState, LifeStep } from '../../../shared/observe.ts';

/** From a time to a place between 0 and 1. */
export type TimeScale = (ms: number) => number;

/** A gap of one second counts as this much more than none: what happens at once still lies side by side. */
const SHORTEST = 0.35;
const SECOND_MS = 1_000;

/**
 * An axis on which a long wait takes little more room than a short one: between a `kill` and its `die` lie
 * milliseconds, between two lessons an hour, and both are to be seen.
 */
export function timeScale(times: readonly number[], now: number): TimeScale {
  const stops = [...new Set([...times, now])].sort((a, b) => a - b);
  const first = stops[0] ?? now;
  const places = [0];
  for (let index = 1; index < stops.length; index++) {
    const gap = (stops[index] ?? 0) - (stops[index - 1] ?? 0);
    places.push((places[index - 1] ?? 0) + SHORTEST + Math.log1p(gap / SECOND_MS));
  }
  const whole = places.at(-1) || 1;
  return (ms) => {
    if (ms <= first) return 0;
    const after = stops.findIndex((stop) => stop >= ms);
    if (after === -1) return 1;
    const [from = first, to = first] = [stops[after - 1], stops[after]];
    const [a = 0, b = 0] = [places[after - 1], places[after]];
    return (a + (b - a) * ((ms - from) / (to - from || 1))) / whole;
  };
}

export interface Segment {
  readonly state: LifeState;
  /** Between 0 and 1. */
  readonly from: number;
  readonly to: number;
}

export interface Tick {
  readonly step: LifeStep;
  readonly at: number;
}

export interface Lane {
  readonly life: Life;
  readonly segments: readonly Segment[];
  readonly ticks: readonly Tick[];
}

/** One row for each container: which state it was in when, and what happened. */
export function lanes(lives: readonly Life[], now: number): Lane[] {
  const times = lives.flatMap(({ steps }) => steps.map(({ at }) => Date.parse(at)));
  const scale = timeScale(times, Math.max(now, ...times));
  return lives.map((life) => {
    const segments: Segment[] = [];
    const { steps } = life;
    steps.forEach((step, index) => {
      const from = scale(Date.parse(step.at));
      const next = steps[index + 1];
      const to = next ? scale(Date.parse(next.at)) : step.to === 'removed' ? from : 1;
      const last = segments.at(-1);
      if (last?.state === step.to) segments[segments.length - 1] = { ...last, to };
      else if (to > from) segments.push({ state: step.to, from, to });
    });
    const ticks = steps
      .filter(({ derived }) => !derived)
      .map((step) => ({ step, at: scale(Date.parse(step.at)) }));
    return { life, segments, ticks };
  });
}
