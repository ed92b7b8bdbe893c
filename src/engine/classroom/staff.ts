import type { ClassroomStore } from '../progress.ts';
import { hashOf, newSecret } from './codes.ts';
import type { Roster } from './roster.ts';

/** A school term; the link gives the cookie anew. */
const GRANT_MS = 180 * 24 * 3600_000;
/** How the store writes "the whole server". */
const OWNER = '';

export interface StaffOf {
  readonly owner: boolean;
  readonly teaches: ReadonlySet<string>;
}

const NOBODY: StaffOf = { owner: false, teaches: new Set() };

/** Which browsers are whose: a token in a cookie, kept as a hash, and what it is good for. */
export class Staff {
  constructor(
    private readonly store: ClassroomStore,
    private readonly roster: Roster,
    private readonly now: () => Date,
  ) {}

  of(token: string | undefined): StaffOf {
    if (token === undefined) return NOBODY;
    const sinceMs = this.now().getTime() - GRANT_MS;
    const grants = this.store.grants(hashOf(token)).filter(({ at }) => Date.parse(at) > sinceMs);
    return {
      owner: grants.some((grant) => grant.class === OWNER),
      teaches: new Set(grants.map((grant) => grant.class).filter((id) => id !== OWNER)),
    };
  }

  /** The token that is good for what the secret is for, added to what this browser may do already; undefined: no such secret. */
  exchange(secret: string, token: string | undefined): string | undefined {
    const good = this.roster.ofSecret(secret);
    if (good === undefined) return undefined;
    // A token that is good for nothing is not kept: it may be of somebody else's choosing.
    const { owner, teaches } = this.of(token);
    const mine = token !== undefined && (owner || teaches.size > 0) ? token : newSecret();
    this.store.grant(hashOf(mine), good === 'owner' ? OWNER : good.class, this.now().toISOString());
    return mine;
  }

  leave(token: string): void {
    this.store.revoke({ tokenHash: hashOf(token) });
  }

  /** A new secret of a class; browsers that used the old one lose it too, but the one that asks. */
  renew(classId: string, token: string | undefined): string {
    const secret = this.roster.newClassSecret(classId);
    const exceptTokenHash = token === undefined ? undefined : hashOf(token);
    this.store.revoke({ class: classId, exceptTokenHash });
    return secret;
  }
}
