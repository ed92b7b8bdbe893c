import { z } from 'zod';
import { classInfoSchema } from './classroom.ts';

/**
 * What the instructor's board gets over its WebSocket: one `snapshot`, then what changes. Each message but the snapshot
 * replaces a whole thing (a member, the class …), so there is nothing to merge; `seq` rises by one, and a page that
 * misses a number connects anew. Every verdict is the server's own: nothing here comes from a browser.
 */

const iso = z.string();

/** One step of one member. Steps that nothing is known of are left out. */
export const cellSchema = z.object({
  lab: z.string(),
  step: z.string(),
  /** Once passed, always passed. `failed` and `inconclusive`: the last verdict of the machine that they have now. */
  state: z.enum(['passed', 'failed', 'inconclusive', 'skipped', 'open']),
  passedAt: iso.nullable(),
  /** After the member's own time was up. */
  late: z.boolean(),
  /** 检查 pressed in vain. */
  attempts: z.number().int().nonnegative(),
  hintsSeen: z.number().int().nonnegative(),
  solutionSeen: z.boolean(),
  /** Of a failed verdict: which check, and what was found. It may quote the learner's machine: any text at all. */
  check: z.number().int().nonnegative().nullable(),
  reason: z.string().nullable(),
});
export type Cell = z.infer<typeof cellSchema>;

export const boardMachineSchema = z.object({
  lab: z.string(),
  state: z.enum(['queued', 'starting', 'ready', 'expired', 'failed']),
  /** In the queue, from 1. */
  position: z.number().int().positive().nullable(),
  expiresAt: iso.nullable(),
  /** Of `failed`. */
  reason: z.string().nullable(),
});

export const stuckSchema = z.object({
  lab: z.string(),
  step: z.string(),
  since: iso,
  /** `failing`: asked twice or more and got "not yet" each time. `quiet`: at work, but nothing has come of it. */
  kind: z.enum(['failing', 'quiet']),
  /** The check that failed last, if any has. */
  check: z.number().int().nonnegative().nullable(),
  reason: z.string().nullable(),
});
export type Stuck = z.infer<typeof stuckSchema>;

export const boardMemberSchema = z.object({
  member: z.string(),
  /** In the order of joining, from 1; nobody else of the class ever gets it. What they are called while names are hidden. */
  number: z.number().int().positive(),
  name: z.string(),
  joinedAt: iso,
  /** Open pages; 0: not there. */
  pages: z.number().int().nonnegative(),
  /** Last typed, ran or pressed something. */
  lastActiveAt: iso.nullable(),
  hand: z.object({ since: iso, note: z.string() }).nullable(),
  machine: boardMachineSchema.nullable(),
  /** The lab they have a machine for (else the last one), and the first step of it that is neither passed nor left out. */
  current: z.object({ lab: z.string(), step: z.string().nullable(), since: iso }).nullable(),
  stuck: stuckSchema.nullable(),
  cells: z.array(cellSchema),
  passed: z.number().int().nonnegative(),
  /** Own extra time. */
  extraMinutes: z.number().int().nonnegative(),
});
export type BoardMember = z.infer<typeof boardMemberSchema>;

export const boardLabSchema = z.object({
  lab: z.string(),
  title: z.string(),
  steps: z.array(z.object({ id: z.string(), title: z.string(), checks: z.array(z.string()) })),
});
export type BoardLab = z.infer<typeof boardLabSchema>;

/** Where the class is stuck: checks at which most members stand, most first. */
export const hotCheckSchema = z.object({
  lab: z.string(),
  step: z.string(),
  check: z.number().int().nonnegative(),
  /** What the check says when it fails. */
  text: z.string(),
  /** Who is failing it now. */
  members: z.array(z.string()),
  /** Asked-for failures of this check in this class so far. */
  failures: z.number().int().nonnegative(),
});
export type HotCheck = z.infer<typeof hotCheckSchema>;

/** Of the whole server: other classes use the same machines. */
export const capacitySchema = z.object({
  /** At most this many machines. */
  machines: z.number().int().positive(),
  /** Running or starting, of all classes; warm ones that nobody has are not counted. */
  used: z.number().int().nonnegative(),
  waiting: z.number().int().nonnegative(),
});
export type Capacity = z.infer<typeof capacitySchema>;

const seq = z.number().int().nonnegative();

export const boardMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    seq,
    /** The server's clock: `since` is measured against it, not against the page's. */
    now: iso,
    class: classInfoSchema,
    /** Every lab of the course, in its order. */
    labs: z.array(boardLabSchema),
    members: z.array(boardMemberSchema),
    hot: z.array(hotCheckSchema),
    capacity: capacitySchema,
  }),
  z.object({ type: z.literal('class'), seq, class: classInfoSchema }),
  /** New, or changed. */
  z.object({ type: z.literal('member'), seq, member: boardMemberSchema }),
  z.object({ type: z.literal('removed'), seq, member: z.string() }),
  z.object({ type: z.literal('hot'), seq, hot: z.array(hotCheckSchema) }),
  z.object({ type: z.literal('capacity'), seq, capacity: capacitySchema }),
]);
export type BoardMessage = z.infer<typeof boardMessageSchema>;
