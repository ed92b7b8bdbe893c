/**
 * Remembers what each learner has passed, in one SQLite file that survives everything but its deletion.
 * Knows nothing about machines, cookies or pages.
 */
import type { StepProgress } from '../shared/api.ts';
import type { Verdict } from '../shared/verdict.ts';
import { openDatabase } from './progress/open.ts';

export interface RecordOptions {
  /**
   * The learner pressed 检查. Only that makes a failed verdict an attempt: the step is also evaluated by itself
   * at every event of the daemon, and those verdicts say nothing about how hard the learner tried.
   */
  readonly asked?: boolean;
}

export interface ProgressStore extends Disposable {
  /** What to tell the person who started the server, in Chinese: a corrupt file was set aside. */
  readonly notice: string | undefined;
  /** True when the learner is new. Ids are 128 random bits in base64url, made by the server. */
  ensureLearner(id: string): boolean;
  hasLearner(id: string): boolean;
  /**
   * A first `passed` sets passedAt for good; an asked-for `failed` before it counts as an attempt;
   * `inconclusive` changes nothing. On disk when it returns.
   */
  recordVerdict(
    learner: string,
    lab: string,
    step: string,
    verdict: Verdict,
    at: Date,
    options?: RecordOptions,
  ): StepProgress;
  /** Steps that were passed or attempted, sorted by lab, then step. */
  forLearner(learner: string): StepProgress[];
}

interface Row {
  readonly lab: string;
  readonly step: string;
  readonly passedAt: string | null;
  readonly attempts: number;
}

const COLUMNS = 'lab, step, passed_at AS passedAt, attempts';

/** The directory of `file` must exist. Throws UserError for a file that can't be opened or is from a newer program. */
export function openProgress(file: string, { now = () => new Date() } = {}): ProgressStore {
  const { db, notice } = openDatabase(file, now());

  const addLearner = db.prepare<[string, string]>(
    'INSERT INTO learner (id, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const learnerById = db.prepare<[string]>('SELECT 1 FROM learner WHERE id = ?');
  const ofLearner = db.prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM step_progress WHERE learner = ? ORDER BY lab, step`,
  );
  const ofStep = db.prepare<[string, string, string], Row>(
    `SELECT ${COLUMNS} FROM step_progress WHERE learner = ? AND lab = ? AND step = ?`,
  );
  const save = db.prepare<[string, string, string, string | null, number]>(
    `INSERT INTO step_progress (learner, lab, step, passed_at, attempts) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET passed_at = excluded.passed_at, attempts = excluded.attempts`,
  );

  const record = db.transaction(
    (learner: string, lab: string, step: string, verdict: Verdict, at: Date, asked: boolean): Row => {
      const before = ofStep.get(learner, lab, step) ?? { lab, step, passedAt: null, attempts: 0 };
      if (before.passedAt !== null) return before;
      const passes = verdict.outcome === 'passed';
      if (!passes && !(asked && verdict.outcome === 'failed')) return before;
      addLearner.run(learner, at.toISOString());
      const after: Row = passes
        ? { ...before, passedAt: at.toISOString() }
        : { ...before, attempts: before.attempts + 1 };
      save.run(learner, lab, step, after.passedAt, after.attempts);
      return after;
    },
  );

  return {
    notice,
    ensureLearner: (id) => addLearner.run(id, now().toISOString()).changes > 0,
    hasLearner: (id) => learnerById.get(id) !== undefined,
    recordVerdict: (learner, lab, step, verdict, at, { asked = false } = {}) =>
      record(learner, lab, step, verdict, at, asked),
    forLearner: (learner) => ofLearner.all(learner),
    [Symbol.dispose]: () => {
      db.close();
    },
  };
}
