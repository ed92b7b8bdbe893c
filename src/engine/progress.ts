/**
 * Remembers what each learner has passed and who is in which class, in one SQLite file that survives everything but its
 * deletion. Knows nothing about machines, cookies or pages.
 */
import type { StepProgress } from '../shared/api.ts';
import type { Verdict } from '../shared/verdict.ts';
import { UserError } from '../shared/errors.ts';
import { openClassroomStore, type ClassroomStore } from './progress/classroom-store.ts';
import { openDatabase } from './progress/open.ts';
import { openSessionStore, type SessionStore } from './progress/session-store.ts';

export { copyDatabase, inspectDatabase, isDatabase, type DatabaseState } from './progress/inspect.ts';
export type { SessionRow, SessionStore } from './progress/session-store.ts';
export type { ClassRow, ClassroomStore, MemberRow, MessageRow } from './progress/classroom-store.ts';

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
  /** The learner left the step out, or had it done for them; a step that was passed stays as it is. */
  recordSkip(learner: string, lab: string, step: string, at: Date): StepProgress;
  /** The learner looked at the solution; after a pass that is no matter any more. */
  recordSolutionSeen(learner: string, lab: string, step: string, at: Date): StepProgress;
  /** The learner has unfolded this many hints; never fewer than before, and nothing after a pass. */
  recordHints(learner: string, lab: string, step: string, seen: number): StepProgress;
  /** Writes to the disk what is there already; throws what a verdict's write would throw now. */
  proveWritable(): void;
  /** Steps of which anything is known, sorted by lab, then step. */
  forLearner(learner: string): StepProgress[];
  /** Classes, in the same file: who passed what and who that is are lost or kept together. */
  readonly classroom: ClassroomStore;
  /** Who is at which lab now. */
  readonly sessions: SessionStore;
}

type Row = StepProgress;

const COLUMNS = `lab, step, passed_at AS passedAt, attempts, skipped_at AS skippedAt,
  solution_seen_at AS solutionSeenAt, hints_seen AS hintsSeen`;

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
  const save = db.prepare<[Row & { learner: string }]>(
    `INSERT INTO step_progress (learner, lab, step, passed_at, attempts, skipped_at, solution_seen_at, hints_seen)
     VALUES (@learner, @lab, @step, @passedAt, @attempts, @skippedAt, @solutionSeenAt, @hintsSeen)
     ON CONFLICT DO UPDATE SET passed_at = excluded.passed_at, attempts = excluded.attempts,
       skipped_at = excluded.skipped_at, solution_seen_at = excluded.solution_seen_at, hints_seen = excluded.hints_seen`,
  );

  /** `change` says what becomes of a step that isn't passed yet; null: nothing. On disk when it returns. */
  const inTransaction = db.transaction(
    (learner: string, lab: string, step: string, change: (before: Row) => Partial<Row> | null): Row => {
      const before = ofStep.get(learner, lab, step) ?? untouched(lab, step);
      const changes = before.passedAt === null ? change(before) : null;
      if (changes === null) return before;
      addLearner.run(learner, now().toISOString());
      const after = { ...before, ...changes };
      save.run({ ...after, learner });
      return after;
    },
  );
  const update = (...change: Parameters<typeof inTransaction>): Row => {
    const [learner, lab, step] = change;
    return orNotRecorded(
      () => inTransaction(...change),
      () => ofStep.get(learner, lab, step) ?? untouched(lab, step),
    );
  };

  return {
    notice,
    ensureLearner: (id) => orNotRecorded(() => addLearner.run(id, now().toISOString()).changes > 0),
    hasLearner: (id) => learnerById.get(id) !== undefined,
    recordVerdict: (learner, lab, step, verdict, at, { asked = false } = {}) =>
      update(learner, lab, step, ({ attempts }) => {
        if (verdict.outcome === 'passed') return { passedAt: at.toISOString() };
        return asked && verdict.outcome === 'failed' ? { attempts: attempts + 1 } : null;
      }),
    recordSkip: (learner, lab, step, at) =>
      update(learner, lab, step, ({ skippedAt }) => ({ skippedAt: skippedAt ?? at.toISOString() })),
    recordSolutionSeen: (learner, lab, step, at) =>
      update(learner, lab, step, ({ solutionSeenAt }) => ({
        solutionSeenAt: solutionSeenAt ?? at.toISOString(),
      })),
    recordHints: (learner, lab, step, seen) =>
      update(learner, lab, step, ({ hintsSeen }) => (seen > hintsSeen ? { hintsSeen: seen } : null)),
    proveWritable: () => {
      db.pragma(`user_version = ${db.pragma('user_version', { simple: true }) as number}`);
    },
    forLearner: (learner) => ofLearner.all(learner),
    classroom: openClassroomStore(db),
    sessions: openSessionStore(db),
    [Symbol.dispose]: () => {
      db.close();
    },
  };
}

/** The disk is full or broken: nothing was written, and what was known before still holds. */
export class NotRecorded extends UserError {
  readonly statusCode = 507;
  constructor(
    readonly before: StepProgress = untouched('', ''),
    options?: ErrorOptions,
  ) {
    super(
      '服务器的磁盘写不进去，这一步没有记下来。',
      '请告诉老师或管理员：多半是磁盘满了。腾出空间后再检查一次。',
      options,
    );
  }
}

function orNotRecorded<T>(write: () => T, before?: () => StepProgress): T {
  try {
    return write();
  } catch (cause) {
    if (!/^SQLITE_(FULL|IOERR)/.test((cause as { code?: string }).code ?? '')) throw cause;
    throw new NotRecorded(before?.(), { cause });
  }
}

const untouched = (lab: string, step: string): Row => ({
  lab,
  step,
  passedAt: null,
  attempts: 0,
  skippedAt: null,
  solutionSeenAt: null,
  hintsSeen: 0,
});
