import type { Database } from 'better-sqlite3';

/** A learner at a lab, so that a server that was killed finds it again. */
export interface SessionRow {
  readonly learner: string;
  readonly lab: string;
  readonly fromStep: string | null;
  /** When the learner asked for it, in milliseconds since the epoch. */
  readonly beganMs: number;
  /** Its machine and what is to be known of it, once it is ready. */
  readonly machine: string | null;
  /** JSON, the lab session's own. */
  readonly kept: string | null;
}

/** The sessions that go on. Each write is on disk when it returns. */
export interface SessionStore {
  /** One that is there keeps its time: who goes on after a restart has not lost the place. */
  save(row: SessionRow): void;
  forget(learner: string): void;
  /** Who asked first comes first. */
  all(): SessionRow[];
}

export function openSessionStore(db: Database): SessionStore {
  const save = db.prepare<[SessionRow]>(
    `INSERT INTO lab_session (learner, lab, from_step, began_ms, machine, kept)
     VALUES (@learner, @lab, @fromStep, @beganMs, @machine, @kept)
     ON CONFLICT DO UPDATE SET lab = excluded.lab, from_step = excluded.from_step, machine = excluded.machine,
       kept = excluded.kept`,
  );
  const forget = db.prepare<[string]>('DELETE FROM lab_session WHERE learner = ?');
  const all = db.prepare<[], SessionRow>(
    `SELECT learner, lab, from_step AS fromStep, began_ms AS beganMs, machine, kept FROM lab_session
     ORDER BY began_ms`,
  );
  return {
    save: (row) => void save.run(row),
    forget: (learner) => void forget.run(learner),
    all: () => all.all(),
  };
}
