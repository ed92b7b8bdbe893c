import type { Logger } from 'pino';
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
}
