import type { BoardMessage, Capacity } from '../../shared/board.ts';
import type { LabNews } from '../lab-sessions.ts';
import type { MemberRow } from '../progress.ts';
import { boardLabs, boardMember, classInfo, hotChecks } from './board-view.ts';
import { Desk } from './desk.ts';
import type { Parts } from './parts.ts';

/** News come in bursts: one message for each member that they concern. */
const GATHER_MS = 200;
/** What changes by time alone: who is stuck, who is away. */
const LOOK_MS = 5_000;

type Unnumbered = BoardMessage extends infer M ? (M extends BoardMessage ? Omit<M, 'seq'> : never) : never;
type Listener = (message: BoardMessage) => void;

interface Open {
  readonly tell: (message: Unnumbered) => void;
  /** What was last said of each thing, so that it is said again only when it differs. */
  readonly told: Map<string, string>;
}

/** The boards that are open, and the desks that they show. */
export class Boards implements Disposable {
  private readonly desks = new Map<string, Desk>();
  private readonly open = new Map<string, Set<Open>>();
  private readonly timer: NodeJS.Timeout;
  private gathering: NodeJS.Timeout | undefined;

  constructor(private readonly parts: Parts) {
    this.timer = setInterval(() => this.flush(), LOOK_MS);
    this.timer.unref();
  }

  /** First a snapshot, then what changes. */
  subscribe(classId: string, listener: Listener): { stop(): void } {
    let seq = 0;
    const mine: Open = {
      tell: (message) => listener({ ...message, seq: seq++ } as BoardMessage),
      told: new Map(),
    };
    const boards = this.open.get(classId) ?? new Set();
    this.open.set(classId, boards.add(mine));
    mine.tell(this.snapshot(classId, mine));
    return {
      stop: () => {
        boards.delete(mine);
        if (boards.size === 0 && this.open.get(classId) === boards) this.open.delete(classId);
      },
    };
  }

  hear(member: MemberRow, news: LabNews): void {
    const nowMs = this.parts.now().getTime();
    const desk = this.desk(member);
    desk.hear(news, nowMs);
    // Which step they are at follows from what was recorded; the time of that must not wait for somebody to look.
    if (news.kind !== 'active' && news.kind !== 'command') boardMember(this.parts, member, desk);
    this.gather();
  }

  /** Something of the class, or of what its members see of it, is different. */
  gather(): void {
    if (this.open.size > 0) this.gathering ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    clearTimeout(this.gathering);
    this.open.clear();
  }

  private snapshot(classId: string, board: Open): Unnumbered {
    const { parts } = this;
    const info = classInfo(parts, parts.roster.needClass(classId));
    const members = this.members(classId).map(([member, desk]) => boardMember(parts, member, desk));
    const hot = this.hot(classId);
    const capacity = this.capacity();
    remember(board, 'class', info);
    for (const member of members) remember(board, member.member, member);
    remember(board, 'hot', hot);
    remember(board, 'capacity', capacity);
    const now = parts.now().toISOString();
    return { type: 'snapshot', now, class: info, labs: boardLabs(parts.labs), members, hot, capacity };
  }

  private flush(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    for (const [classId, boards] of this.open) this.tell(classId, boards);
  }

  private tell(classId: string, boards: ReadonlySet<Open>): void {
    const { parts } = this;
    const info = classInfo(parts, parts.roster.needClass(classId));
    const members = this.members(classId).map(([member, desk]) => boardMember(parts, member, desk));
    const hot = this.hot(classId);
    const capacity = this.capacity();
    for (const board of boards) {
      const there = new Set(['class', 'hot', 'capacity', ...members.map(({ member }) => member)]);
      for (const gone of [...board.told.keys()].filter((key) => !there.has(key))) {
        board.told.delete(gone);
        board.tell({ type: 'removed', member: gone });
      }
      if (remember(board, 'class', info)) board.tell({ type: 'class', class: info });
      for (const member of members)
        if (remember(board, member.member, member)) board.tell({ type: 'member', member });
      if (remember(board, 'hot', hot)) board.tell({ type: 'hot', hot });
      if (remember(board, 'capacity', capacity)) board.tell({ type: 'capacity', capacity });
    }
  }

  private members(classId: string): (readonly [MemberRow, Desk])[] {
    return this.parts.roster.members(classId).map((member) => [member, this.desk(member)] as const);
  }

  private hot(classId: string): ReturnType<typeof hotChecks> {
    const { stuckMinutes } = this.parts.roster.needClass(classId).settings;
    const nowMs = this.parts.now().getTime();
    const isStuck = (desk: Desk): boolean => desk.stuck(stuckMinutes, nowMs) !== null;
    return hotChecks(this.parts.labs, this.members(classId), isStuck);
  }

  private capacity(): Capacity {
    const { machines } = this.parts.sessions.count();
    const used = (machines.get('starting') ?? 0) + (machines.get('ready') ?? 0);
    return { machines: this.parts.machines, used, waiting: machines.get('queued') ?? 0 };
  }

  private desk({ learner }: MemberRow): Desk {
    const known = this.desks.get(learner);
    if (known) return known;
    const desk = new Desk(this.parts.evidence.of(learner));
    this.desks.set(learner, desk);
    return desk;
  }
}

/** Whether this is news to the board. */
function remember({ told }: Open, key: string, value: object): boolean {
  const text = JSON.stringify(value);
  if (told.get(key) === text) return false;
  told.set(key, text);
  return true;
}
