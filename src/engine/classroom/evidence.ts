import type { Evidence } from '../../shared/report.ts';
import type { ClassroomStore } from '../progress.ts';

/** A command more or less at a kill -9 is no matter; a write for each of forty learners' commands would be. */
const WRITE_EVERY_MS = 300;
/** Command lines longer than this are cut. */
const MAX_TEXT_CHARS = 2_000;
/** Kept while the disk is full; beyond it the oldest are lost. */
const MAX_WAITING = 10_000;

type Noted = Pick<Evidence, 'kind'> & Partial<Omit<Evidence, 'kind'>>;

/** The log of what learners did, only ever added to. Written in groups, in order. */
export class EvidenceLog implements Disposable {
  private waiting: (Evidence & { learner: string })[] = [];
  private timer: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(
    private readonly store: ClassroomStore,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  note(learner: string, noted: Noted, at: Date): void {
    const text = noted.text?.slice(0, MAX_TEXT_CHARS) ?? null;
    const nothing = { lab: null, step: null, check: null, exitCode: null };
    this.waiting.push({ ...nothing, ...noted, text, at: at.toISOString(), learner });
    if (this.closing) this.write();
    else this.timer ??= setTimeout(() => this.write(), WRITE_EVERY_MS);
  }

  of(learner: string): Evidence[] {
    this.write();
    return this.store.evidence(learner);
  }

  /** What machines still say while they end is written at once. */
  [Symbol.dispose](): void {
    this.closing = true;
    this.write();
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    try {
      this.store.addEvidence(this.waiting);
      this.waiting = [];
    } catch (error) {
      this.onFailure(error); // kept, and tried again with the next
      this.waiting = this.waiting.slice(-MAX_WAITING);
    }
  }
}
