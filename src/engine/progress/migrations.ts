import type { Database } from 'better-sqlite3';

/**
 * Schema version n is reached by the n-th entry. Never change one that was released: add another.
 * STRICT: SQLite would otherwise take any type in any column.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE learner (
    id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE step_progress (
    learner TEXT NOT NULL REFERENCES learner (id) ON DELETE CASCADE,
    lab TEXT NOT NULL,
    step TEXT NOT NULL,
    passed_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (learner, lab, step)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE step_progress ADD COLUMN skipped_at TEXT;
  ALTER TABLE step_progress ADD COLUMN solution_seen_at TEXT;
  ALTER TABLE step_progress ADD COLUMN hints_seen INTEGER NOT NULL DEFAULT 0;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** All or nothing: a process killed half-way leaves the old version. */
export function migrate(db: Database): void {
  const run = db.transaction(() => {
    for (const sql of MIGRATIONS.slice(schemaVersion(db))) db.exec(sql);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  });
  run.immediate();
}
