import type { BoardLab, BoardMember, BoardMessage, Capacity, HotCheck } from '../../../shared/board.ts';
import type { ClassInfo } from '../../../shared/classroom.ts';

/** What the server said of the class, all in all. */
export interface BoardState {
  readonly seq: number;
  /** What the server's clock is ahead of this browser's: everything is measured against the server's. */
  readonly aheadMs: number;
  readonly class: ClassInfo;
  readonly labs: readonly BoardLab[];
  readonly members: Readonly<Record<string, BoardMember>>;
  readonly hot: readonly HotCheck[];
  readonly capacity: Capacity;
}

/** A message was missed: the whole has to be asked for again. */
export const MISSED = 'missed';

/** Pure. A member that did not change stays the same object, so its row is not drawn again. */
export function applyBoard(
  state: BoardState | null,
  message: BoardMessage,
  receivedAtMs: number,
): BoardState | typeof MISSED {
  if (message.type === 'snapshot') {
    const { seq, now, labs, hot, capacity } = message;
    const aheadMs = Date.parse(now) - receivedAtMs;
    const members = Object.fromEntries(message.members.map((member) => [member.member, member]));
    return { seq, aheadMs, class: message.class, labs, members, hot, capacity };
  }
  if (state === null || message.seq !== state.seq + 1) return MISSED;
  const next = { ...state, seq: message.seq };
  switch (message.type) {
    case 'class':
      return { ...next, class: message.class };
    case 'member':
      return { ...next, members: { ...state.members, [message.member.member]: message.member } };
    case 'removed': {
      const { [message.member]: _gone, ...members } = state.members;
      return { ...next, members };
    }
    case 'hot':
      return { ...next, hot: message.hot };
    case 'capacity':
      return { ...next, capacity: message.capacity };
  }
}
