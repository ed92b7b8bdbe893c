/**
 * Classes on one server: who is in which, what they may do and until when, what the instructor sees and does, and the
 * evidence of it. It knows nothing about HTTP, cookies or how a page looks.
 */
import { z } from 'zod';
import type { BoardMessage } from '../shared/board.ts';
import type {
  actionSchema,
  ClassInfo,
  Codes,
  handSchema,
  Joined,
  Looked,
  NewCodes,
  seenSchema,
  settingsChangeSchema,
} from '../shared/classroom.ts';
import type { Report, SignedReport, Verified } from '../shared/report.ts';
import { act, takeAway } from './classroom/actions.ts';
import { classInfo } from './classroom/board-view.ts';
import { Boards } from './classroom/boards.ts';
import { EvidenceLog } from './classroom/evidence.ts';
import { learnerView } from './classroom/learner-view.ts';
import type { Actor } from './classroom/may.ts';
import { Messages } from './classroom/messages.ts';
import type { ClassroomDeps, Parts } from './classroom/parts.ts';
import { Refused } from './classroom/refused.ts';
import { reportHtml } from './classroom/report-html.ts';
import { reportOf } from './classroom/report.ts';
import { Roster } from './classroom/roster.ts';
import { Helping } from './classroom/helping.ts';
import { guard, limitsOf, timesOf, type Intent } from './classroom/rules.ts';
import { openSigner } from './classroom/signing.ts';
import { Staff } from './classroom/staff.ts';
import { toCsv } from './classroom/table.ts';
import { evidenceOf } from './classroom/witness.ts';
import type { LabNews } from './lab-sessions.ts';
import { findLab } from './labs.ts';
import type { MemberRow } from './progress.ts';
import type { Recordings } from './recordings.ts';
import type { WallSeat } from './watching.ts';

export { may, PERMISSIONS, type Actor, type Permission, type Target } from './classroom/may.ts';
export { Refused, type RefusalCode } from './classroom/refused.ts';
export type { ClassroomDeps } from './classroom/parts.ts';
export type { MemberRow } from './progress.ts';

const LOOK_MS = 5_000;

export class Classroom implements Disposable {
  /** Who looks over whose shoulder, and what is shown to all. */
  readonly helping: Helping;
  private readonly parts: Parts;
  private readonly staffs: Staff;
  private readonly boards: Boards;
  private readonly signer: ReturnType<typeof openSigner>;
  private readonly timer: NodeJS.Timeout;

  constructor(deps: ClassroomDeps) {
    const now = deps.now ?? (() => new Date());
    const store = deps.progress.classroom;
    const onFailure = (error: unknown): void => deps.log.error({ err: error }, 'evidence not written');
    const roster = new Roster(store, now);
    this.helping = new Helping({
      ...deps,
      roster,
      now,
      changed: (whom) => {
        if ('class' in whom) return this.tellClass(whom.class);
        const member = this.memberOf(whom.learner);
        if (member) this.tellMember(member);
      },
    });
    this.parts = {
      ...deps,
      now,
      roster,
      messages: new Messages(store),
      evidence: new EvidenceLog(store, onFailure),
      helping: this.helping,
    };
    this.staffs = new Staff(store, this.parts.roster, now);
    this.boards = new Boards(this.parts);
    this.signer = openSigner(store);
    deps.sessions.govern({
      standing: (learner) => (this.memberOf(learner) ? 'joined' : 'off'),
      limits: (learner) => this.limits(learner),
      news: (learner, news) => this.hear(learner, news),
      greeting: (learner) => {
        const member = this.memberOf(learner);
        return member ? [{ type: 'class', class: learnerView(this.parts, member) }] : [];
      },
    });
    this.timer = setInterval(() => this.tick(), LOOK_MS);
    this.timer.unref();
  }

  // ------------------------------------------------------------ who is who

  /** The member that a learner is; undefined: of no class, or removed. */
  memberOf(learner: string): MemberRow | undefined {
    return this.parts.roster.ofLearner(learner);
  }

  wasRemoved(learner: string): boolean {
    return this.parts.roster.wasRemoved(learner);
  }

  actor(learner: string | undefined, token: string | undefined): Actor {
    const member = learner === undefined ? undefined : this.memberOf(learner);
    return { ...this.staffs.of(token), member: member && { class: member.class, member: member.id } };
  }

  /** A new link of the owner's; the one before is void. */
  newOwnerSecret(): string {
    return this.parts.roster.newOwnerSecret();
  }

  /** See {@link Staff.exchange}. */
  exchange(secret: string, token: string | undefined): string | undefined {
    return this.staffs.exchange(secret, token);
  }

  leaveStaff(token: string): void {
    this.staffs.leave(token);
  }

  // ------------------------------------------------------------ classes

  /** Newest first. */
  classes(): ClassInfo[] {
    return this.parts.roster.classes().map((row) => classInfo(this.parts, row));
  }

  /** Of the classes that are not over. */
  count(): { readonly classes: number; readonly members: number; readonly hands: number } {
    const { roster } = this.parts;
    const open = roster.classes().filter(({ closedAt }) => closedAt === null);
    const members = open.flatMap(({ id }) => roster.members(id));
    const hands = members.filter(({ handAt }) => handAt !== null).length;
    return { classes: open.length, members: members.length, hands };
  }

  has(classId: string): boolean {
    return this.parts.roster.class(classId) !== undefined;
  }

  /** Throws Refused where there is none. */
  info(classId: string): ClassInfo {
    return classInfo(this.parts, this.parts.roster.needClass(classId));
  }

  create(title: string): { class: ClassInfo; secret: string } {
    const { row, secret } = this.parts.roster.create(title);
    return { class: this.info(row.id), secret };
  }

  renewLink(classId: string, token: string | undefined): { class: ClassInfo; secret: string } {
    return { secret: this.staffs.renew(classId, token), class: this.info(classId) };
  }

  change(classId: string, change: z.output<typeof settingsChangeSchema>): ClassInfo {
    const { roster, labs } = this.parts;
    const row = roster.needClass(classId);
    for (const lab of change.openLabs ?? []) findLab(labs, lab);
    if (change.closesAt && Number.isNaN(Date.parse(change.closesAt)))
      throw new Refused('not-allowed', '下课时间写得不对。', '重新选一个时间。');
    if (change.record === true && !row.settings.record && roster.members(classId).length > 0) {
      throw new Refused(
        'not-allowed',
        '已经有人加入，不能再改成录像。',
        '录像要在加入时就告诉学员：新开一个班。',
      );
    }
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    roster.update(classId, { settings: { ...row.settings, ...Object.fromEntries(given) } });
    for (const { learner } of roster.members(classId)) this.parts.sessions.retime(learner);
    this.tellClass(classId);
    return this.info(classId);
  }

  /** Resolves when it is done. Throws Refused for a member that isn't there, UserError for a lab or step. */
  async act(classId: string, action: z.output<typeof actionSchema>): Promise<void> {
    const removed =
      action.type === 'remove' ? this.parts.roster.needMember(classId, action.member) : undefined;
    const done = act(this.parts, classId, action);
    if (action.type === 'close') this.helping.broadcasts.stop(classId);
    // What members may do has changed already, though machines may still be on their way out.
    this.tellClass(classId);
    if (removed) this.parts.sessions.dismiss(removed.learner);
    await done.finally(() => this.tellClass(classId));
  }

  newCodes(classId: string, wanted: NewCodes): Codes {
    return this.parts.roster.addOneTime(classId, wanted);
  }

  /** A new personal code of a member; the old one is void. */
  newRejoin(classId: string, member: string): string {
    return this.parts.roster.newRejoin(this.parts.roster.needMember(classId, member));
  }

  /** The members of a class, each with the terminals that they have open. */
  seats(classId: string): WallSeat[] {
    const { roster, sessions } = this.parts;
    return roster.members(classId).map(({ id, learner }) => ({
      member: id,
      terminals: sessions.terminalsOf(learner),
    }));
  }

  hasMember(classId: string, member: string): boolean {
    return this.parts.roster.members(classId).some(({ id }) => id === member);
  }

  get recordings(): Recordings {
    return this.parts.recordings;
  }

  /** Throws Refused where the class has no such member. */
  needMember(classId: string, member: string): MemberRow {
    return this.parts.roster.needMember(classId, member);
  }

  // ------------------------------------------------------------ what is taken home

  /** Of a member, one who was removed too. */
  report(classId: string, member: string): Report {
    return reportOf(this.parts, this.parts.roster.needMember(classId, member, { removed: true }));
  }

  reportPage(classId: string, member: string): string {
    return reportHtml(this.report(classId, member));
  }

  signedReport(classId: string, member: string): SignedReport {
    return this.signer.sign(this.report(classId, member));
  }

  /** Whether this server made the report and nobody changed it. */
  verify(signed: SignedReport): Verified {
    return this.signer.verify(signed);
  }

  /** Everybody who ever joined. */
  reports(classId: string): Report[] {
    const members = this.parts.roster.members(classId, { removed: true });
    return members.map((member) => reportOf(this.parts, member));
  }

  csv(classId: string): string {
    return toCsv(this.reports(classId));
  }

  // ------------------------------------------------------------

  subscribe(classId: string, listener: (message: BoardMessage) => void): { stop(): void } {
    return this.boards.subscribe(classId, listener);
  }

  // ------------------------------------------------------------ learners

  /** `from`: where the guess comes from. Throws Refused. */
  look(code: string, from: string): Looked {
    return this.parts.roster.look(code, from);
  }

  join(code: string, name: string | undefined, from: string): Joined & { learner: string } {
    const { roster, messages, evidence, now } = this.parts;
    const { member, isNew, ...joined } = roster.join(code, name, from, (classId) => messages.newest(classId));
    evidence.note(member.learner, { kind: isNew ? 'joined' : 'rejoined', text: member.name }, now());
    this.boards.gather();
    return { ...joined, learner: member.learner };
  }

  /** Throws Refused where the class of this learner doesn't allow it; who is in no class is not held up. */
  guard(learner: string, intent: Intent): void {
    const member = this.memberOf(learner);
    if (member) guard(this.parts, this.parts.roster.needClass(member.class), member, intent);
  }

  /** Whether what this learner types reaches the terminal: not while the class is paused. */
  mayType(learner: string): boolean {
    const member = this.memberOf(learner);
    return member === undefined || !this.parts.roster.needClass(member.class).paused;
  }

  hand(member: MemberRow, { raised, note }: z.output<typeof handSchema>): void {
    const { roster, evidence, now } = this.parts;
    const before = member.handAt;
    if (raised && roster.needClass(member.class).closedAt !== null)
      throw new Refused('class-closed', '已经下课了。', '有问题就当面问老师。');
    if (raised && before === null) evidence.note(member.learner, { kind: 'hand', text: note }, now());
    const handAt = raised ? (before ?? now().toISOString()) : null;
    roster.updateMember(member.learner, { handAt, handNote: raised ? note : '' });
    this.tellClass(member.class); // how many are ahead is different for others too
  }

  seen(member: MemberRow, { what, id }: z.output<typeof seenSchema>): void {
    const key = what === 'message' ? 'seenMessage' : 'seenGoTo';
    // Not beyond what there is: the next one must not be taken for seen.
    const newest = Math.min(id, this.parts.messages.newest(member.class));
    if (newest <= member[key]) return;
    this.tellMember(this.parts.roster.updateMember(member.learner, { [key]: newest }));
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    this.boards[Symbol.dispose]();
    this.helping[Symbol.dispose]();
    this.parts.evidence[Symbol.dispose]();
  }

  // ------------------------------------------------------------

  private limits(learner: string): ReturnType<typeof limitsOf> {
    const member = this.memberOf(learner);
    return member ? limitsOf(this.parts.roster.needClass(member.class), member) : {};
  }

  private hear(learner: string, news: LabNews): void {
    const member = this.memberOf(learner);
    if (!member) return;
    const { evidence, messages, now } = this.parts;
    try {
      const noted = evidenceOf(news);
      if (noted) evidence.note(learner, noted, now());
      // The request to come to a step is met by coming.
      const goTo = messages.goTo(member);
      if ((news.kind === 'started' || news.kind === 'reset') && goTo?.lab === news.lab)
        this.seen(member, { what: 'go-to', id: goTo.id });
      this.helping.hear(member, news);
      if (news.kind !== 'terminal') this.boards.hear(member, news);
    } catch (error) {
      this.parts.log.error({ err: error }, 'class has not heard');
    }
  }

  private tick(): void {
    this.endLate();
    const { roster, sessions, warmFor } = this.parts;
    const coming = roster
      .classes()
      .filter(({ closedAt }) => closedAt === null)
      .flatMap(({ id }) => roster.members(id))
      .filter(({ learner }) => sessions.pages(learner) > 0 && !hasMachine(sessions, learner));
    warmFor?.(coming.length);
  }

  /** Machines that are on their way when time is up; ready ones see to it themselves. */
  private endLate(): void {
    const { roster, sessions, now } = this.parts;
    const nowMs = now().getTime();
    for (const row of roster.classes()) {
      if (row.settings.closesAt === null || row.closedAt !== null) continue;
      const late = roster.members(row.id).filter((member) => {
        const state = sessions.machineOf(member.learner)?.status.state;
        return (state === 'queued' || state === 'starting') && timesOf(row, member).machinesUntilMs <= nowMs;
      });
      if (late.length > 0) void takeAway(this.parts, late);
    }
  }

  private tellClass(classId: string): void {
    for (const member of this.parts.roster.members(classId)) this.tellMember(member);
    this.boards.gather();
  }

  private tellMember(member: MemberRow): void {
    const { sessions } = this.parts;
    if (sessions.pages(member.learner) === 0) return;
    sessions.push(member.learner, { type: 'class', class: learnerView(this.parts, member) });
  }
}

function hasMachine(sessions: ClassroomDeps['sessions'], learner: string): boolean {
  const state = sessions.machineOf(learner)?.status.state;
  return state === 'queued' || state === 'starting' || state === 'ready';
}
