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
  `
  CREATE TABLE class (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    paused INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    closed_at TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE member (
    class TEXT NOT NULL REFERENCES class (id),
    id TEXT NOT NULL,
    learner TEXT NOT NULL UNIQUE REFERENCES learner (id),
    name TEXT NOT NULL,
    rejoin_hash TEXT UNIQUE,
    joined_at TEXT NOT NULL,
    removed_at TEXT,
    extra_minutes INTEGER NOT NULL DEFAULT 0,
    hand_at TEXT,
    hand_note TEXT NOT NULL DEFAULT '',
    seen_message INTEGER NOT NULL DEFAULT 0,
    seen_go_to INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (class, id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX member_name ON member (class, name) WHERE removed_at IS NULL;

  CREATE TABLE one_time_code (
    hash TEXT PRIMARY KEY,
    class TEXT NOT NULL REFERENCES class (id),
    name TEXT,
    used_at TEXT
  ) STRICT, WITHOUT ROWID;

  -- A message has a text; a request to come to a step has lab and step. No member: to all.
  CREATE TABLE class_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    class TEXT NOT NULL REFERENCES class (id),
    member TEXT,
    at TEXT NOT NULL,
    text TEXT,
    lab TEXT,
    step TEXT
  ) STRICT;
  CREATE INDEX class_message_class ON class_message (class);

  CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- What a browser of staff may do: an empty class is the owner.
  CREATE TABLE staff (
    token_hash TEXT NOT NULL,
    class TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (token_hash, class)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    learner TEXT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    lab TEXT,
    step TEXT,
    "check" INTEGER,
    text TEXT,
    exit_code INTEGER
  ) STRICT;
  CREATE INDEX evidence_learner ON evidence (learner);
  CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE ON evidence BEGIN
    SELECT RAISE(ABORT, 'evidence is only added to');
  END;
  CREATE TRIGGER evidence_is_not_deleted BEFORE DELETE ON evidence BEGIN
    SELECT RAISE(ABORT, 'evidence is only added to');
  END;
  `,
  `
  -- Who has a machine or waits for one, for a server that is killed; a learner of nobody's may not be in "learner" yet.
  CREATE TABLE lab_session (
    learner TEXT PRIMARY KEY,
    lab TEXT NOT NULL,
    from_step TEXT,
    began_ms INTEGER NOT NULL,
    machine TEXT,
    kept TEXT
  ) STRICT, WITHOUT ROWID;
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
