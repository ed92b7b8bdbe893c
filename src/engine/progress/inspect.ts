import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { SCHEMA_VERSION, schemaVersion } from './migrations.ts';

export type DatabaseState =
  | { readonly state: 'missing' }
  | { readonly state: 'sound'; readonly version: number; readonly learners: number }
  | { readonly state: 'newer'; readonly version: number }
  | { readonly state: 'damaged'; readonly reason: string };

/** How a database is. Looks at a copy unless it is in use: even to read it, SQLite would write beside it. */
export function inspectDatabase(file: string, { inUse = false } = {}): DatabaseState {
  if (!existsSync(file)) return { state: 'missing' };
  if (inUse) return look(file);
  const dir = mkdtempSync(join(tmpdir(), 'matou-inspect-'));
  try {
    const copy = join(dir, basename(file));
    for (const suffix of ['', '-wal']) {
      if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
    }
    return look(copy);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function look(file: string): DatabaseState {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { fileMustExist: true, timeout: 2_000 });
    const damage = db.pragma('integrity_check(1)', { simple: true });
    if (damage !== 'ok') return { state: 'damaged', reason: String(damage) };
    const version = schemaVersion(db);
    if (version > SCHEMA_VERSION) return { state: 'newer', version };
    const learners = version === 0 ? 0 : (db.prepare('SELECT count(*) FROM learner').pluck().get() as number);
    return { state: 'sound', version, learners };
  } catch (error) {
    return { state: 'damaged', reason: (error as Error).message };
  } finally {
    db?.close();
  }
}

/** True for a file that begins as every SQLite database does. */
export const isDatabase = (head: Buffer): boolean => head.toString('latin1', 0, 16) === 'SQLite format 3\0';

/** One consistent copy, while others write; what is in its journal is in it. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const db = new Database(from, { fileMustExist: true, timeout: 10_000 });
  try {
    await db.backup(to);
  } finally {
    db.close();
  }
  // The copy is a WAL database like its source; alone it needs no journal.
  const copy = new Database(to);
  copy.pragma('journal_mode = DELETE');
  copy.close();
}
