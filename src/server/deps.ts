import type { Logger } from 'pino';
import type { Classroom } from '../engine/classroom.ts';
import type { LabSessions } from '../engine/lab-sessions.ts';
import type { ProgressStore } from '../engine/progress.ts';
import type { Operations } from './operations.ts';
import type { Gate } from './security.ts';

export interface AppDeps {
  readonly sessions: LabSessions;
  readonly progress: ProgressStore;
  readonly log: Logger;
  readonly operations: Operations;
  /** The built site; absent in tests of the API alone. */
  readonly siteDir?: string;
  /** Read once the port is known: 0 means "any". */
  readonly gate: () => Gate;
  /** `--class` only. */
  readonly classroom?: Classroom;
  /** Where learners reach this server, best first; known with the port. */
  readonly addresses?: () => readonly string[];
  /** Certificate and key in PEM, where the connection is encrypted. */
  readonly tls?: { readonly cert: string; readonly key: string };
}
