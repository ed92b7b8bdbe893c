import type { LabSessions } from '../lab-sessions.ts';
import type { Lab } from '../labs.ts';
import type { ProgressStore } from '../progress.ts';
import type { EvidenceLog } from './evidence.ts';
import type { Messages } from './messages.ts';
import type { Recordings } from '../recordings.ts';
import type { Helping } from './helping.ts';
import type { Roster } from './roster.ts';

export interface ClassroomDeps {
  readonly labs: readonly Lab[];
  readonly sessions: LabSessions;
  readonly progress: ProgressStore;
  /** At most this many machines at a time. */
  readonly machines: number;
  readonly recordings: Recordings;
  /** So many learners are there and have no machine yet: they may want one soon. */
  readonly warmFor?: (learners: number) => void;
  readonly log: { error(details: object, message: string): void };
  readonly now?: () => Date;
}

/** What the parts of a classroom share. */
export interface Parts extends Omit<ClassroomDeps, 'now'> {
  readonly now: () => Date;
  readonly roster: Roster;
  readonly messages: Messages;
  readonly evidence: EvidenceLog;
  readonly helping: Helping;
}
