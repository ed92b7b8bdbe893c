export interface Summary {
  readonly runs: number;
  readonly p50: number;
  readonly p95: number;
  readonly min: number;
  readonly max: number;
}

export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (quantile: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? NaN);
  return { runs: sorted.length, p50: at(0.5), p95: at(0.95), min: at(0), max: round(sorted.at(-1) ?? NaN) };
}

const round = (n: number): number => Math.round(n * 100) / 100;
