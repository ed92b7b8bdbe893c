import { z } from 'zod';

/**
 * What one learner did in a class, signed by the server (Ed25519) so that a changed copy is found out. The signature is
 * over the exact text of `report`, which is JSON itself: nobody has to agree on how JSON is written.
 */

const iso = z.string();

export const evidenceKindSchema = z.enum([
  'joined',
  'rejoined',
  'started',
  'reset',
  'stopped',
  'passed',
  'failed',
  'hint',
  'solution',
  'skipped',
  'command',
  'hand',
]);
export type EvidenceKind = z.infer<typeof evidenceKindSchema>;

export const evidenceSchema = z.object({
  at: iso,
  kind: evidenceKindSchema,
  lab: z.string().nullable(),
  step: z.string().nullable(),
  /** Of `failed`: which check. */
  check: z.number().int().nonnegative().nullable(),
  /** The command line, the reason of a failed check, how many hints … Any text at all. */
  text: z.string().nullable(),
  exitCode: z.number().int().nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const reportStepSchema = z.object({
  lab: z.string(),
  step: z.string(),
  title: z.string(),
  passedAt: iso.nullable(),
  late: z.boolean(),
  attempts: z.number().int().nonnegative(),
  hintsSeen: z.number().int().nonnegative(),
  solutionSeenAt: iso.nullable(),
  skippedAt: iso.nullable(),
});

export const reportSchema = z.object({
  format: z.literal(1),
  class: z.object({ id: z.string(), title: z.string() }),
  member: z.string(),
  name: z.string(),
  madeAt: iso,
  joinedAt: iso,
  steps: z.array(reportStepSchema),
  evidence: z.array(evidenceSchema),
});
export type Report = z.infer<typeof reportSchema>;

export const signedReportSchema = z
  .object({
    /** A {@link reportSchema} as JSON text. */
    report: z.string(),
    algorithm: z.literal('Ed25519'),
    /** SPKI, base64: for whoever keeps it apart. To verify, the server uses its own key, never this one. */
    publicKey: z.string(),
    /** Base64. */
    signature: z.string(),
  })
  .strict();
export type SignedReport = z.infer<typeof signedReportSchema>;

/** `report` only where the signature holds. */
export const verifiedSchema = z.discriminatedUnion('genuine', [
  z.object({ genuine: z.literal(true), report: reportSchema }),
  z.object({ genuine: z.literal(false), reason: z.string() }),
]);
export type Verified = z.infer<typeof verifiedSchema>;
