/** Who asks. A browser can be several of these at once: an instructor who joined a class to try it, say. */
export interface Actor {
  readonly owner: boolean;
  /** Classes whose link this browser was given. */
  readonly teaches: ReadonlySet<string>;
  readonly member: { readonly class: string; readonly member: string } | undefined;
}

/** What it is about. An action on a class has no member; on the server as a whole, neither. */
export interface Target {
  readonly class?: string;
  readonly member?: string;
}

/**
 * Whose each action is. `self`: the member it is about. `member`: any of that class. `instructor`: of that class. The
 * owner may do whatever an instructor may, and nothing in a learner's name.
 */
const WHOSE = {
  'class.create': 'owner',
  'class.board': 'instructor',
  'class.settings': 'instructor',
  'class.link': 'instructor',
  'class.codes': 'instructor',
  'class.act': 'instructor',
  'class.export': 'instructor',
  'class.watch': 'instructor',
  'class.broadcast': 'instructor',
  'class.see-broadcast': 'member or instructor',
  'member.rejoin': 'self or instructor',
  'member.report': 'self or instructor',
  'member.recordings': 'self or instructor',
  'member.control': 'self',
  'member.hand': 'self',
  'member.seen': 'self',
} as const;

export type Permission = keyof typeof WHOSE;
export const PERMISSIONS = Object.keys(WHOSE) as Permission[];

/** The one place that decides who may do what in a class. Everything that isn't allowed here is forbidden. */
export function may(actor: Actor, action: Permission, target: Target): boolean {
  const whose = WHOSE[action];
  if (whose === 'owner') return actor.owner;
  if (target.class === undefined) return false;
  const instructs = actor.owner || actor.teaches.has(target.class);
  const isSelf =
    target.member !== undefined &&
    actor.member?.class === target.class &&
    actor.member.member === target.member;
  if (whose === 'instructor') return instructs;
  if (whose === 'member or instructor') return instructs || actor.member?.class === target.class;
  return isSelf || (whose === 'self or instructor' && instructs);
}
