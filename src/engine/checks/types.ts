import type { Condition } from '../../shared/conditions.ts';
import type { Inspectable } from '../machine.ts';
import type { Happenings } from './happenings.ts';

/** Everything a step is judged by. */
export interface CheckEnvironment {
  readonly machine: Inspectable;
  /** What happened in the machine since the lab began. */
  readonly happenings: Happenings;
  /** When the step began, in milliseconds since the epoch: what happened before it counts only where a check says so. */
  readonly beganMs: number;
  /** What the learner wrote into the step's questions, by their id. */
  readonly answers: Readonly<Record<string, string>>;
  /** Indexes of the step's `edge` checks that held once since the step began; added to by runStep. */
  readonly held: Set<number>;
}

/** What the checks of one evaluation look at: listings are fetched at most once, so all checks see one moment. */
export interface Evidence extends Inspectable {
  readonly happenings: Happenings;
  readonly beganMs: number;
  readonly answers: Readonly<Record<string, string>>;
  /** What is left of the step's deadline. */
  remainingMs(): number;
}

/** Whether a condition holds, and what was seen, in Chinese, without a full stop; a met one says it for `not`. */
export type Finding =
  { readonly met: true; readonly observed?: string } | { readonly met: false; readonly observed: string };

export const met = (observed: string): Finding => ({ met: true, observed });
export const unmet = (observed: string): Finding => ({ met: false, observed });

/** Looks at one kind of thing. Rejects with MachineUnavailable or Inconclusive when it could not find out. */
export type Kind<Want> = (want: Want, evidence: Evidence) => Promise<Finding>;

/** One entry per key of conditionSchema: a new kind is a schema field and an entry, and neither can be forgotten. */
export type Kinds = { readonly [K in keyof Condition]-?: Kind<NonNullable<Condition[K]>> };

/** We could not find out for a reason that is not the machine's. */
export class Inconclusive extends Error {
  override readonly name = 'Inconclusive';
}
