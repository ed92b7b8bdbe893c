import { existsSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { UserError } from '../../shared/errors.ts';
import { migrate, SCHEMA_VERSION, schemaVersion } from './migrations.ts';

export interface Opened {
  readonly db: Database.Database;
  /** What the person who started the server must know, in Chinese. */
  readonly notice: string | undefined;
}

/** Opens the database in `file`; a corrupt one is set aside and a fresh one takes its place. */
export function openDatabase(file: string, now: Date): Opened {
  try {
    return { db: openChecked(file), notice: undefined };
  } catch (error) {
    if (!isCorrupt(error)) throw explain(error, file);
  }
  try {
    const aside = setAside(file, now);
    const notice =
      `学习进度的数据库 ${file} 已损坏，读不出来。已原样移到 ${aside}，并新建了一个空的，进度从头记起。` +
      '如果有备份：停下服务，把备份复制到原来的位置，再启动。';
    return { db: openChecked(file), notice };
  } catch (error) {
    throw explain(error, file);
  }
}

function openChecked(file: string): Database.Database {
  const db = new Database(file, { timeout: 2_000 });
  try {
    // Before anything is written: a newer program's file must be left as it is.
    const version = schemaVersion(db);
    if (version > SCHEMA_VERSION) throw newerSchema(file, version);
    const damage = db.pragma('quick_check(1)', { simple: true });
    if (damage !== 'ok') throw new Corrupt(String(damage));
    db.pragma('journal_mode = WAL');
    // NORMAL may lose the last verdicts at a power cut. They are few (a learner passes a step once), so each is worth its fsync.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

class Corrupt extends Error {}

const isCorrupt = (error: unknown): boolean =>
  error instanceof Corrupt ||
  (error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code));

/** Moves the file with its journal: the three belong together, and a fresh database must not meet an old journal. */
function setAside(file: string, now: Date): string {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  let aside = `${file}.corrupt-${stamp}`;
  for (let n = 2; existsSync(aside); n++) aside = `${file}.corrupt-${stamp}-${n}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

function newerSchema(file: string, version: number): UserError {
  return new UserError(
    `学习进度的数据库 ${file} 是更新版本的程序写的（格式 ${version}，这个程序认识到 ${SCHEMA_VERSION}）。`,
    '请更新程序，或者用 --home 换一个数据目录；这个文件没有被改动。',
  );
}

function explain(error: unknown, file: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code;
  // Without a code it is ours to fix; but better-sqlite3 throws a bare TypeError when the directory isn't there.
  if (code === undefined && !(error instanceof TypeError)) return error;
  const known = REASONS.find(([pattern]) => pattern.test(code ?? ''));
  const [what, next] = known?.[1] ?? ['打不开', '看看数据目录在不在、可不可以写，或者用 --home 换一个。'];
  return new UserError(`学习进度的数据库 ${file} ${what}（${error.message}）。`, next, { cause: error });
}

const REASONS: readonly (readonly [RegExp, readonly [what: string, next: string]])[] = [
  [/SQLITE_(BUSY|LOCKED)/, ['正被另一个程序占用', '停下那个程序（多半是另一个 npm start）再试。']],
  [/SQLITE_FULL|ENOSPC/, ['写不进去：磁盘满了', '清出一些空间再试。']],
  [/SQLITE_READONLY|EACCES|EPERM|EROFS/, ['不可写', '改好数据目录的权限，或者用 --home 换一个。']],
];
