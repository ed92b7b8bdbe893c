import {
  CLASS_CODE_CHARS,
  MAX_CODES,
  ONE_TIME_CODE_CHARS,
  REJOIN_CODE_CHARS,
  readCode,
  type ClassSettings,
  type Codes,
  type Joined,
  type Looked,
  type NewCodes,
} from '../../shared/classroom.ts';
import type { ClassRow, ClassroomStore, MemberRow } from '../progress.ts';
import { hashOf, newCode, newId, newLearnerId, newSecret } from './codes.ts';
import { Guesses } from './guesses.ts';
import { cleanName, distinctName } from './names.ts';
import { noticesOf } from './notices.ts';
import { Refused } from './refused.ts';

export const DEFAULT_SETTINGS: Omit<ClassSettings, 'title'> = {
  joinBy: 'code',
  openLabs: null,
  closesAt: null,
  overtimeMinutes: 0,
  idleMinutes: null,
  stuckMinutes: 5,
  solutions: true,
  record: false,
};

const OWNER = 'owner-secret';

/** Classes, their members and all codes and secrets: kept in memory for reading, each change written through. */
export class Roster {
  private readonly byId = new Map<string, ClassRow>();
  private readonly byLearner = new Map<string, MemberRow>();
  private readonly guesses = new Guesses();

  constructor(
    private readonly store: ClassroomStore,
    private readonly now: () => Date,
  ) {
    for (const row of store.classes()) this.byId.set(row.id, row);
    for (const row of store.members()) this.byLearner.set(row.learner, row);
  }

  /** Newest first. */
  classes(): ClassRow[] {
    return [...this.byId.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  class(id: string): ClassRow | undefined {
    return this.byId.get(id);
  }

  /** Throws Refused where there is none. */
  needClass(id: string): ClassRow {
    const row = this.byId.get(id);
    if (row) return row;
    throw new Refused('unknown', '没有这个班。', '回到班级列表，从那里打开。');
  }

  /** In the order of joining, those who were removed too if asked for. */
  /** The how-manieth of the class; who was removed keeps theirs, so that nobody gets another's. */
  numberOf(member: MemberRow): number {
    const before = (other: MemberRow): boolean =>
      other.joinedAt < member.joinedAt || (other.joinedAt === member.joinedAt && other.id < member.id);
    return 1 + this.members(member.class, { removed: true }).filter(before).length;
  }

  members(classId: string, { removed = false } = {}): MemberRow[] {
    return [...this.byLearner.values()].filter(
      (row) => row.class === classId && (removed || row.removedAt === null),
    );
  }

  /** The member that a learner is, if they are in a class now. */
  ofLearner(learner: string): MemberRow | undefined {
    const row = this.byLearner.get(learner);
    return row?.removedAt === null ? row : undefined;
  }

  wasRemoved(learner: string): boolean {
    return (this.byLearner.get(learner)?.removedAt ?? null) !== null;
  }

  /** Throws Refused where there is none; someone who was removed is found only if asked for. */
  needMember(classId: string, member: string, { removed = false } = {}): MemberRow {
    const row = this.members(classId, { removed }).find(({ id }) => id === member);
    if (row) return row;
    throw new Refused('unknown', '班里没有这个学员。', '刷新看板再试。');
  }

  create(title: string): { row: ClassRow; secret: string } {
    let code = newCode(CLASS_CODE_CHARS);
    while (this.classes().some((each) => each.code === code)) code = newCode(CLASS_CODE_CHARS);
    const row: ClassRow = {
      id: newId(),
      code,
      settings: { ...DEFAULT_SETTINGS, title },
      paused: false,
      createdAt: this.now().toISOString(),
      closedAt: null,
    };
    const secret = newSecret();
    this.store.addClass(row, hashOf(secret));
    this.byId.set(row.id, row);
    return { row, secret };
  }

  update(id: string, change: Partial<Omit<ClassRow, 'id'>>): ClassRow {
    const row = { ...this.needClass(id), ...change };
    this.store.updateClass(row);
    this.byId.set(id, row);
    return row;
  }

  updateMember(learner: string, change: Partial<Omit<MemberRow, 'learner' | 'class' | 'id'>>): MemberRow {
    const row = { ...this.byLearner.get(learner)!, ...change };
    this.store.updateMember(row);
    this.byLearner.set(learner, row);
    return row;
  }

  rename(row: MemberRow, typed: string): MemberRow {
    const others = this.members(row.class).filter(({ id }) => id !== row.id);
    const name = distinctName(cleanName(typed), new Set(others.map((other) => other.name)));
    return this.updateMember(row.learner, { name });
  }

  /** Nobody's from now on: neither the cookie nor the personal code leads to this member any more. */
  remove(row: MemberRow): void {
    this.store.setRejoin(row.learner, null);
    this.updateMember(row.learner, { removedAt: this.now().toISOString(), handAt: null });
  }

  // ------------------------------------------------------------ codes

  /** What a code leads to. A wrong one counts against `from`. Throws Refused. */
  look(typed: string, from: string): Looked {
    const { kind, row, name } = this.find(typed, from);
    return { kind, title: row.settings.title, name, notices: noticesOf(row.settings) };
  }

  /** `as`: the name that was typed, where the code brings none. `newest`: what a newcomer need not read. */
  join(
    typed: string,
    as: string | undefined,
    from: string,
    newest: (classId: string) => number,
  ): Joined & { member: MemberRow; isNew: boolean } {
    const found = this.find(typed, from);
    const { title } = found.row.settings;
    if (found.kind === 'rejoin') {
      const { member } = found;
      return { title, name: member.name, rejoin: null, member, isNew: false };
    }
    const taken = new Set(this.members(found.row.id).map((each) => each.name));
    const member: MemberRow = {
      class: found.row.id,
      id: newId(),
      learner: newLearnerId(),
      name: distinctName(cleanName(found.name ?? as ?? ''), taken),
      joinedAt: this.now().toISOString(),
      removedAt: null,
      extraMinutes: 0,
      handAt: null,
      handNote: '',
      seenMessage: newest(found.row.id),
      seenGoTo: newest(found.row.id),
    };
    const rejoin = newCode(REJOIN_CODE_CHARS);
    if (!this.store.addMember(member, hashOf(rejoin), found.oneTimeHash)) throw wrongCode('used');
    this.byLearner.set(member.learner, member);
    return { title, name: member.name, rejoin, member, isNew: true };
  }

  /** A new personal code; the old one is void. */
  newRejoin(row: MemberRow): string {
    const rejoin = newCode(REJOIN_CODE_CHARS);
    this.store.setRejoin(row.learner, hashOf(rejoin));
    return rejoin;
  }

  addOneTime(classId: string, wanted: NewCodes): Codes {
    const names = 'names' in wanted ? wanted.names.map(cleanName) : undefined;
    const count = Math.min(MAX_CODES, names?.length ?? ('count' in wanted ? wanted.count : 0));
    const codes = Array.from({ length: count }, (_, index) => ({
      code: newCode(ONE_TIME_CODE_CHARS),
      name: names?.[index] ?? null,
    }));
    this.store.addOneTime(
      codes.map(({ code, name }) => ({ hash: hashOf(code), class: this.needClass(classId).id, name })),
    );
    return { codes };
  }

  // ------------------------------------------------------------ staff

  /** A new secret for the whole server; the one before is void, browsers that used it stay what they are. */
  newOwnerSecret(): string {
    const secret = newSecret();
    this.store.setSecret(OWNER, hashOf(secret));
    return secret;
  }

  newClassSecret(id: string): string {
    const secret = newSecret();
    this.store.setClassSecret(this.needClass(id).id, hashOf(secret));
    return secret;
  }

  /** What a secret of a link is good for: the owner's, or one class. */
  ofSecret(secret: string): 'owner' | { readonly class: string } | undefined {
    const hash = hashOf(secret);
    if (this.store.secret(OWNER) === hash) return 'owner';
    const id = this.store.classBySecret(hash);
    return id === undefined ? undefined : { class: id };
  }

  // ------------------------------------------------------------

  private find(typed: string, from: string): Found {
    const nowMs = this.now().getTime();
    this.guesses.check(from, nowMs);
    try {
      return this.findNow(typed);
    } catch (error) {
      if (error instanceof Refused && error.code === 'wrong-code') this.guesses.missed(from, nowMs);
      throw error;
    }
  }

  private findNow(typed: string): Found {
    const read = readCode(typed);
    if (!read) throw wrongCode('shape');
    if (read.kind === 'rejoin') {
      const learner = this.store.learnerByRejoin(hashOf(read.code));
      const member = learner === undefined ? undefined : this.ofLearner(learner);
      if (!member) throw wrongCode('unknown');
      return { kind: 'rejoin', row: this.needClass(member.class), name: member.name, member };
    }
    if (read.kind === 'one-time') {
      const oneTimeHash = hashOf(read.code);
      const found = this.store.oneTime(oneTimeHash);
      if (!found) throw wrongCode('unknown');
      if (found.usedAt !== null) throw wrongCode('used');
      return { kind: 'one-time', row: openRow(this.needClass(found.class)), name: found.name, oneTimeHash };
    }
    const row = this.classes().find(({ code }) => code === read.code);
    if (!row) throw wrongCode('unknown');
    if (row.settings.joinBy === 'list')
      throw new Refused('wrong-code', '这个班用一次性的码加入。', '向老师要你自己的那一个，它有 8 位。');
    return { kind: 'class', row: openRow(row), name: null };
  }
}

type Found = { readonly row: ClassRow } & (
  | { readonly kind: 'rejoin'; readonly name: string; readonly member: MemberRow }
  | { readonly kind: 'one-time'; readonly name: string | null; readonly oneTimeHash: string }
  | { readonly kind: 'class'; readonly name: null; readonly oneTimeHash?: undefined }
);

function openRow(row: ClassRow): ClassRow {
  if (row.closedAt === null) return row;
  throw new Refused(
    'class-closed',
    `“${row.settings.title}”已经下课，不能再加入。`,
    '请老师重新开班，或者用新的班级码。',
  );
}

function wrongCode(why: 'shape' | 'unknown' | 'used'): Refused {
  if (why === 'used')
    return new Refused('wrong-code', '这个一次性的码已经用过了。', '换过电脑的话，用你自己的回归码。');
  const next = '对着黑板再看一遍：码里没有 0、1、I、L、O、U。';
  return new Refused('wrong-code', why === 'shape' ? '这不像一个码。' : '没有这个码。', next);
}
