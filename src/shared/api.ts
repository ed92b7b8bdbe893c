import { z } from 'zod';
import { learnerClassSchema } from './classroom.ts';
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
    /** Images that are still being pulled in the background. */
    pulling: z.array(z.string()).default([]),
  }),
  z.object({
    state: z.literal('expired'),
    /** Not idle, but over the time that its class gives. */
    overtime: z.boolean().optional(),
  }),
  z.object({
    state: z.literal('failed'),
    /** It had been ready. */
    ran: z.boolean().optional(),
    /** What went wrong and what to do next, in Chinese. */
    reason: z.string(),
    next: z.string(),
  }),
]);
export type MachineStatus = z.infer<typeof machineStatusSchema>;

export const sessionSchema = z.object({
  /** Null: this server is a classroom, and this browser has not joined a class. It may read, and nothing else. */
  learner: z.string().nullable(),
  /** `own`: unprivileged machines on the project's engine. `shared`: privileged machines on the user's Docker. */
  engine: z.enum(['own', 'shared']),
  /** The lab whose machine this learner has now, if any. */
  activeLab: z.string().nullable(),
  /** `off`: no classroom, or a browser of staff: labs work as for a single learner. `outside`: join first; until then there is no live socket either. */
  classroom: z.enum(['off', 'outside', 'joined']),
});
export type Session = z.infer<typeof sessionSchema>;

export const stepProgressSchema = z.object({
  lab: z.string(),
  step: z.string(),
  /** ISO time of the first pass. A step that once passed stays passed. */
  passedAt: z.string().nullable(),
  attempts: z.number().int().nonnegative(),
  /** ISO time at which the learner left it out, or had it done by the reference solution. */
  skippedAt: z.string().nullable(),
  /** ISO time at which the learner looked at the solution before passing: 看过答案. */
  solutionSeenAt: z.string().nullable(),
  /** How many hints were unfolded before it was passed. */
  hintsSeen: z.number().int().nonnegative(),
});
export type StepProgress = z.infer<typeof stepProgressSchema>;

export const progressSchema = z.object({ steps: z.array(stepProgressSchema) });
export type Progress = z.infer<typeof progressSchema>;

/**
 * `replace`: the learner agreed that the machine of another lab goes away. `from`: a step; the ones before it are done
 * by the reference solutions, in the learner's terminal, before the machine is ready.
 */
export const startRequestSchema = z
  .object({ replace: z.boolean().default(false), from: z.string().optional() })
  .strict();
export type StartRequest = z.input<typeof startRequestSchema>;

/** Body of reset: a fresh machine, at the start of `from` if given. */
export const resetRequestSchema = z.object({ from: z.string().optional() }).strict();
export type ResetRequest = z.input<typeof resetRequestSchema>;

/** Of one value that a step shows; what a script prints past it is left out. */
export const MAX_SHOWN_CHARS = 4_000;

export const MAX_ANSWER_CHARS = 4_000;

/** Body of check: what is written into the step's questions, by their id. Kept for the checks that run by themselves. */
export const checkRequestSchema = z
  .object({ answers: z.record(z.string(), z.string().max(MAX_ANSWER_CHARS)).optional() })
  .strict();
export type CheckRequest = z.input<typeof checkRequestSchema>;

/** Body of hints: how many are unfolded now. */
export const hintsRequestSchema = z.object({ seen: z.number().int().nonnegative().max(100) }).strict();
export type HintsRequest = z.input<typeof hintsRequestSchema>;

/** Answer of solution. Looking is noted in the progress. */
export const solutionSchema = z.object({
  /** The commands of the reference solution, as they are typed. */
  commands: z.string(),
  /** What to write into the step's questions: `text` itself, or the output of `command`. */
  answers: z.array(
    z.union([
      z.object({ ask: z.string(), text: z.string() }),
      z.object({ ask: z.string(), command: z.string() }),
    ]),
  ),
  explain: z.string().nullable(),
});
export type Solution = z.infer<typeof solutionSchema>;

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
  /** What the step's `show` scripts printed. It comes from the learner's machine: any text at all. */
  z.object({
    type: z.literal('shown'),
    lab: z.string(),
    step: z.string(),
    values: z.record(z.string(), z.string().max(MAX_SHOWN_CHARS)),
  }),
  /** In a class only: after `session`, and whenever something of it changes. */
  z.object({ type: z.literal('class'), class: learnerClassSchema }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;

/** Body of every answer that is not 2xx. */
export const apiErrorSchema = z.object({
  error: z.object({
    /**
     * For code: `other-lab-active` (with `lab`), `unknown-lab`, `unknown-step`, `no-machine`, `bad-request`, `forbidden`, `internal`;
     * in a classroom also `join-first`, `lab-closed`, `paused`, `time-is-up`, `class-closed`, `no-solutions`, `wrong-code`,
     * `too-many`, `removed`.
     */
    code: z.string(),
    /** For people, in Chinese: what is wrong and what to do next. */
    message: z.string(),
    lab: z.string().optional(),
  }),
});
export type ApiError = z.infer<typeof apiErrorSchema>;
