import { z } from 'zod';
import { verdictSchema } from './verdict.ts';

/** What a learner sees of a machine, as data; it is drawn in the page while it happens. */
export const machineStatusSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('queued'), position: z.number().int().positive() }),
  z.object({
    state: z.literal('starting'),
    /** What is being done, in Chinese, ready to be shown. */
    step: z.string(),
    done: z.number().int().nonnegative(),
    total: z.number().int().positive(),
  }),
  z.object({
    state: z.literal('ready'),
    machine: z.string(),
    /** ISO time at which an idle machine goes away; activity puts it off. */
    expiresAt: z.string(),
  }),
  z.object({ state: z.literal('expired') }),
  z.object({
    state: z.literal('failed'),
    /** What went wrong and what to do next, in Chinese. */
    reason: z.string(),
    next: z.string(),
  }),
]);
export type MachineStatus = z.infer<typeof machineStatusSchema>;

export const sessionSchema = z.object({
  learner: z.string(),
  /** `own`: unprivileged machines on the project's engine. `shared`: privileged machines on the user's Docker. */
  engine: z.enum(['own', 'shared']),
  /** The lab whose machine this learner has now, if any. */
  activeLab: z.string().nullable(),
});
export type Session = z.infer<typeof sessionSchema>;

export const stepProgressSchema = z.object({
  lab: z.string(),
  step: z.string(),
  /** ISO time of the first pass. A step that once passed stays passed. */
  passedAt: z.string().nullable(),
  attempts: z.number().int().nonnegative(),
});
export type StepProgress = z.infer<typeof stepProgressSchema>;

export const progressSchema = z.object({ steps: z.array(stepProgressSchema) });
export type Progress = z.infer<typeof progressSchema>;

/** `replace`: the learner agreed that the machine of another lab goes away. */
export const startRequestSchema = z.object({ replace: z.boolean().default(false) }).strict();
export type StartRequest = z.input<typeof startRequestSchema>;

/** Pushed to the page over the live WebSocket, JSON text, one message a frame. */
export const liveMessageSchema = z.discriminatedUnion('type', [
  /** First message, and again whenever it changes: the whole of what the page needs to draw. */
  z.object({ type: z.literal('session'), session: sessionSchema }),
  z.object({ type: z.literal('progress'), progress: progressSchema }),
  z.object({ type: z.literal('machine'), lab: z.string(), status: machineStatusSchema }),
  z.object({ type: z.literal('checking'), lab: z.string(), step: z.string() }),
  z.object({
    type: z.literal('verdict'),
    lab: z.string(),
    step: z.string(),
    verdict: verdictSchema,
    progress: stepProgressSchema,
  }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;

/** Body of every answer that is not 2xx. */
export const apiErrorSchema = z.object({
  error: z.object({
    /** For code: `other-lab-active` (with `lab`), `unknown-lab`, `unknown-step`, `no-machine`, `bad-request`, `forbidden`, `internal`. */
    code: z.string(),
    /** For people, in Chinese: what is wrong and what to do next. */
    message: z.string(),
    lab: z.string().optional(),
  }),
});
export type ApiError = z.infer<typeof apiErrorSchema>;
