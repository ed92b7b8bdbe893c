import { UserError } from '../../shared/errors.ts';

/** Why a class says no; the page tells them apart by it. */
export type RefusalCode =
  | 'join-first'
  | 'lab-closed'
  | 'paused'
  | 'time-is-up'
  | 'class-closed'
  | 'no-solutions'
  | 'wrong-code'
  | 'bad-name'
  | 'too-many'
  | 'removed'
  | 'not-allowed'
  | 'nobody'
  | 'not-staff'
  | 'unknown';

export class Refused extends UserError {
  constructor(
    readonly code: RefusalCode,
    what: string,
    next: string,
  ) {
    super(what, next);
  }
}
