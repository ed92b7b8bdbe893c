import { z } from 'zod';

const startSchema = z.object({
  ms: z.number().finite().nonnegative(),
  memoryKiB: z.number().finite().nonnegative(),
  diskKiB: z.number().finite().nonnegative(),
  kernel: z.string().max(80),
});
const measuredSchema = z.object({
  accel: z.string().max(20),
  machineKernel: z.string().max(80),
  vm: startSchema,
  container: startSchema,
  lxc: startSchema,
});
export type Measured = z.infer<typeof measuredSchema>;

/** What the lab's `measure` wrote; null for anything else, for the learner can write what they like into that file. */
export function parseMeasured(text: string | null): Measured | null {
  try {
    return measuredSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}

/** Two digits that matter: `0.25 秒`, `3.2 秒`, `12 秒`. */
export const seconds = (ms: number): string => `${round(ms / 1000)} 秒`;

export function size(kib: number): string {
  if (kib < 1024) return `${Math.round(kib)} KiB`;
  return kib < 1024 ** 2 ? `${round(kib / 1024)} MiB` : `${round(kib / 1024 ** 2)} GiB`;
}

const round = (value: number): string =>
  value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));

/** How many times the second one's, in words. */
export function times(bigger: number, smaller: number): string {
  if (smaller <= 0) return '';
  const factor = bigger / smaller;
  return `${factor >= 10 ? Math.round(factor) : Number(factor.toPrecision(2))} 倍`;
}
