import type { Condition } from '../../shared/lab.ts';
import type { CommandMark } from '../../shared/wire.ts';
import type { Inspectable } from '../machine.ts';

/** Everything a step is judged by. */
export interface CheckEnvironment {
  readonly machine: Inspectable;
  /** The commands that ended in this machine's terminals and may count for the step, oldest first. */
  readonly commands: readonly CommandMark[];
}

/** What the checks of one evaluation look at: listings are fetched at most once, so all checks see one moment. */
export interface Evidence extends Inspectable {
  readonly commands: readonly CommandMark[];
  /** What is left of the step's deadline. */
  remainingMs(): number;
}

/** Whether a condition holds; where it doesn't, what is there instead, in Chinese, without a full stop. */
export type Finding = { readonly met: true } | { readonly met: false; readonly observed: string };

export const MET: Finding = { met: true };
export const unmet = (observed: string): Finding => ({ met: false, observed });

/** Looks at one kind of thing. Rejects with MachineUnavailable or Inconclusive when it could not find out. */
export type Kind<Want> = (want: Want, evidence: Evidence) => Promise<Finding>;

/** One entry per key of conditionSchema: a new kind is a schema field and an entry, and neither can be forgotten. */
export type Kinds = { readonly [K in keyof Condition]-?: Kind<NonNullable<Condition[K]>> };

/** We could not find out for a reason that is not the machine's. */
export class Inconclusive extends Error {
  override readonly name = 'Inconclusive';
}
