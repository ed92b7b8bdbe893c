import type { Help } from '../../shared/watching.ts';
import type { LabNews, LabSessions } from '../lab-sessions.ts';
import { findLab, findStep, type Lab } from '../labs.ts';
import type { MemberRow } from '../progress.ts';
import type { Recording, Recordings } from '../recordings.ts';
import type { TerminalSession } from '../terminal.ts';
import { Broadcasts, Shoulders } from '../watching.ts';
import type { Roster } from './roster.ts';

export interface HelpingDeps {
  readonly labs: readonly Lab[];
  readonly sessions: LabSessions;
  readonly recordings: Recordings;
  readonly roster: Roster;
  readonly now: () => Date;
  readonly log: { error(details: object, message: string): void };
  /** What `of` says is different: for this learner, or for everybody of the class. */
  changed(whom: { readonly learner: string } | { readonly class: string }): void;
}

/** What a class adds to a learner's terminals: who looks on, what is shown to all, what is recorded. */
export class Helping implements Disposable {
  readonly shoulders: Shoulders;
  readonly broadcasts: Broadcasts;
  /** By learner, then by the terminal's number. */
  private readonly recorded = new Map<string, Map<number, Recording>>();

  constructor(private readonly deps: HelpingDeps) {
    this.shoulders = new Shoulders({
      terminals: (learner) => deps.sessions.terminalsOf(learner),
      changed: (learner) => deps.changed({ learner }),
    });
    this.broadcasts = new Broadcasts((classId) => deps.changed({ class: classId }));
  }

  of(member: MemberRow): Help {
    const onAir = this.broadcasts.of(member.class);
    return {
      ...this.shoulders.of(member.learner),
      broadcast: onAir ? { class: member.class, since: onAir.since.toISOString() } : null,
      recorded: [...(this.recorded.get(member.learner)?.keys() ?? [])].sort((a, b) => a - b),
    };
  }

  hear(member: MemberRow, news: LabNews): void {
    if (news.kind === 'terminal') {
      if (this.deps.roster.needClass(member.class).settings.record) void this.record(member, news);
    } else if (news.kind === 'verdict' && news.verdict.outcome === 'passed' && !news.again) {
      const { title } = findStep(findLab(this.deps.labs, news.lab), news.step);
      for (const recording of this.recorded.get(member.learner)?.values() ?? [])
        recording.mark(`通过：${title}`);
    }
  }

  [Symbol.dispose](): void {
    for (const all of this.recorded.values()) for (const recording of all.values()) void recording.stop();
    this.recorded.clear();
  }

  /** A recording that can't be made doesn't keep anybody from their work. */
  private async record(
    { id, learner }: MemberRow,
    { lab, number, terminal }: { lab: string; number: number; terminal: TerminalSession },
  ): Promise<void> {
    const { recordings, now, log, changed } = this.deps;
    try {
      const recording = await recordings.start(id, terminal, { lab, terminal: number, at: now() });
      if (!recording) return;
      const mine = this.recorded.get(learner) ?? new Map<number, Recording>();
      this.recorded.set(learner, mine.set(number, recording));
      changed({ learner });
      await terminal.ended;
      if (mine.get(number) === recording) mine.delete(number);
      changed({ learner });
    } catch (error) {
      log.error({ err: error }, 'terminal not recorded');
    }
  }
}
