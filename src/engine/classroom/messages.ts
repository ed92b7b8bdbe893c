import type { ClassMessage, LearnerClass } from '../../shared/classroom.ts';
import type { ClassroomStore, MemberRow, MessageRow } from '../progress.ts';

/** What the instructor said: texts, and requests to come to a step. To one member or to all. */
export class Messages {
  private readonly byClass = new Map<string, MessageRow[]>();

  constructor(private readonly store: ClassroomStore) {
    for (const row of store.messages()) this.keep(row);
  }

  add(row: Omit<MessageRow, 'id'>): void {
    this.keep(this.store.addMessage(row));
  }

  /** The newest of a class: who joins now need not read it or what came before. */
  newest(classId: string): number {
    return this.byClass.get(classId)?.at(-1)?.id ?? 0;
  }

  unseen(member: MemberRow): ClassMessage[] {
    return this.for(member).flatMap(({ id, at, text, member: to }) =>
      text !== null && id > member.seenMessage ? [{ id, at, text, personal: to !== null }] : [],
    );
  }

  /** The last request only: an earlier one is overtaken by it. */
  goTo(member: MemberRow): LearnerClass['goTo'] {
    const last = this.for(member).findLast(({ lab }) => lab !== null);
    if (!last || last.id <= member.seenGoTo) return null;
    return { id: last.id, at: last.at, lab: last.lab!, step: last.step! };
  }

  private for(member: MemberRow): MessageRow[] {
    const all = this.byClass.get(member.class) ?? [];
    return all.filter((row) => row.member === null || row.member === member.id);
  }

  private keep(row: MessageRow): void {
    this.byClass.set(row.class, [...(this.byClass.get(row.class) ?? []), row]);
  }
}
