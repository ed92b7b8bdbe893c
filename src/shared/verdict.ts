import { z } from 'zod';

/**
 * What a check says. `inconclusive` means we could not find out (daemon down, timeout):
 * it is never shown as "wrong".
 */
export const verdictSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('passed') }),
  z.object({
    outcome: z.literal('failed'),
    /** Index of the check that failed, 0-based, in the order of lab.yaml. */
    check: z.number().int().nonnegative(),
    /** What is not there yet, with the observed value, in Chinese. */
    reason: z.string(),
    /** A recognised wrong turn and what really happened. */
    misconception: z.string().optional(),
  }),
  z.object({ outcome: z.literal('inconclusive'), reason: z.string() }),
]);

export type Verdict = z.infer<typeof verdictSchema>;
