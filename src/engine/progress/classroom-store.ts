import type { Database } from 'better-sqlite3';
import type { ClassSettings } from '../../shared/classroom.ts';
import type { Evidence } from '../../shared/report.ts';

export interface ClassRow {
  readonly id: string;
  readonly code: string;
  readonly settings: ClassSettings;
  readonly paused: boolean;
  readonly createdAt: string;
  readonly closedAt: string | null;
}

export interface MemberRow {
  readonly class: string;
  readonly id: string;
  readonly learner: string;
  readonly name: string;
  readonly joinedAt: string;
  readonly removedAt: string | null;
  readonly extraMinutes: number;
  readonly handAt: string | null;
  readonly handNote: string;
  /** The newest of each that the learner has seen. */
  readonly seenMessage: number;
  readonly seenGoTo: number;
}

export interface MessageRow {
  readonly id: number;
  readonly class: string;
  readonly member: string | null;
  readonly at: string;
  readonly text: string | null;
  readonly lab: string | null;
  readonly step: string | null;
}

export interface OneTimeRow {
  readonly class: string;
  readonly name: string | null;
  readonly usedAt: string | null;
}

/** Rows of classes and what belongs to them; the rules are the classroom's. Each write is on disk when it returns. */
export interface ClassroomStore {
  addClass(row: ClassRow, secretHash: string): void;
  updateClass(row: ClassRow): void;
  classes(): ClassRow[];
  classBySecret(secretHash: string): string | undefined;
  setClassSecret(id: string, secretHash: string): void;
  /** A new learner and member at once; `oneTimeHash` is used up by it. False, and nothing done: it had been used. */
  addMember(row: MemberRow, rejoinHash: string, oneTimeHash?: string): boolean;
  updateMember(row: MemberRow): void;
  setRejoin(learner: string, rejoinHash: string | null): void;
  members(): MemberRow[];
  learnerByRejoin(rejoinHash: string): string | undefined;
  addOneTime(codes: readonly { hash: string; class: string; name: string | null }[]): void;
  oneTime(hash: string): OneTimeRow | undefined;
  addMessage(row: Omit<MessageRow, 'id'>): MessageRow;
  messages(): MessageRow[];
  secret(name: string): string | undefined;
  setSecret(name: string, value: string): void;
  /** An empty class is the owner. */
  grant(tokenHash: string, classId: string, at: string): void;
  grants(tokenHash: string): { class: string; at: string }[];
  revoke(by: { tokenHash: string } | { class: string; exceptTokenHash?: string | undefined }): void;
  /** Only ever added: the database itself refuses a change. All or none. */
  addEvidence(rows: readonly (Evidence & { learner: string })[]): void;
  evidence(learner: string): Evidence[];
}

const CLASS = 'id, code, settings, paused, created_at AS createdAt, closed_at AS closedAt';
const MEMBER = `class, id, learner, name, joined_at AS joinedAt, removed_at AS removedAt, extra_minutes AS extraMinutes,
  hand_at AS handAt, hand_note AS handNote, seen_message AS seenMessage, seen_go_to AS seenGoTo`;

type StoredClass = Omit<ClassRow, 'settings' | 'paused'> & { settings: string; paused: number };
const toStored = (row: ClassRow): StoredClass => ({
  ...row,
  settings: JSON.stringify(row.settings),
  paused: row.paused ? 1 : 0,
});

export function openClassroomStore(db: Database): ClassroomStore {
  const sql = <P extends unknown[] | object = unknown[], R = unknown>(text: string) => db.prepare<P, R>(text);
  const insertClass = sql<[StoredClass & { secretHash: string }]>(
    `INSERT INTO class (id, code, secret_hash, settings, paused, created_at, closed_at)
     VALUES (@id, @code, @secretHash, @settings, @paused, @createdAt, @closedAt)`,
  );
  const updateClass = sql<[StoredClass]>(
    'UPDATE class SET code = @code, settings = @settings, paused = @paused, closed_at = @closedAt WHERE id = @id',
  );
  const allClasses = sql<[], StoredClass>(`SELECT ${CLASS} FROM class ORDER BY created_at DESC, id`);
  const bySecret = sql<[string], { id: string }>('SELECT id FROM class WHERE secret_hash = ?');
  const setClassSecret = sql<[string, string]>('UPDATE class SET secret_hash = ? WHERE id = ?');
  const insertLearner = sql<[string, string]>(
    'INSERT INTO learner (id, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const insertMember = sql<[MemberRow & { rejoinHash: string }]>(
    `INSERT INTO member (class, id, learner, name, rejoin_hash, joined_at, removed_at, extra_minutes, hand_at, hand_note,
       seen_message, seen_go_to)
     VALUES (@class, @id, @learner, @name, @rejoinHash, @joinedAt, @removedAt, @extraMinutes, @handAt, @handNote,
       @seenMessage, @seenGoTo)`,
  );
  const useOneTime = sql<[string, string]>(
    'UPDATE one_time_code SET used_at = ? WHERE hash = ? AND used_at IS NULL',
  );
  const updateMember = sql<[MemberRow]>(
    `UPDATE member SET name = @name, removed_at = @removedAt, extra_minutes = @extraMinutes, hand_at = @handAt,
       hand_note = @handNote, seen_message = @seenMessage, seen_go_to = @seenGoTo WHERE learner = @learner`,
  );
  const setRejoin = sql<[string | null, string]>('UPDATE member SET rejoin_hash = ? WHERE learner = ?');
  const allMembers = sql<[], MemberRow>(`SELECT ${MEMBER} FROM member ORDER BY joined_at, id`);
  const byRejoin = sql<[string], { learner: string }>(
    'SELECT learner FROM member WHERE rejoin_hash = ? AND removed_at IS NULL',
  );
  const insertOneTime = sql<[string, string, string | null]>(
    'INSERT INTO one_time_code (hash, class, name) VALUES (?, ?, ?)',
  );
  const oneTime = sql<[string], OneTimeRow>(
    'SELECT class, name, used_at AS usedAt FROM one_time_code WHERE hash = ?',
  );
  const insertMessage = sql<[Omit<MessageRow, 'id'>]>(
    'INSERT INTO class_message (class, member, at, text, lab, step) VALUES (@class, @member, @at, @text, @lab, @step)',
  );
  const allMessages = sql<[], MessageRow>(
    'SELECT id, class, member, at, text, lab, step FROM class_message ORDER BY id',
  );
  const secret = sql<[string], { value: string }>('SELECT value FROM secret WHERE name = ?');
  const setSecret = sql<[string, string]>(
    'INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const grant = sql<[string, string, string]>(
    'INSERT INTO staff (token_hash, class, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
  );
  const grants = sql<[string], { class: string; at: string }>(
    'SELECT class, at FROM staff WHERE token_hash = ?',
  );
  const revokeToken = sql<[string]>('DELETE FROM staff WHERE token_hash = ?');
  const revokeClass = sql<[string, string]>('DELETE FROM staff WHERE class = ? AND token_hash <> ?');
  const insertEvidence = sql<[Evidence & { learner: string }]>(
    `INSERT INTO evidence (learner, at, kind, lab, step, "check", text, exit_code)
     VALUES (@learner, @at, @kind, @lab, @step, @check, @text, @exitCode)`,
  );
  const evidence = sql<[string], Evidence>(
    `SELECT at, kind, lab, step, "check", text, exit_code AS exitCode FROM evidence WHERE learner = ? ORDER BY id`,
  );

  const addMember = db.transaction((row: MemberRow, rejoinHash: string, oneTimeHash?: string): boolean => {
    if (oneTimeHash !== undefined && useOneTime.run(row.joinedAt, oneTimeHash).changes === 0) return false;
    insertLearner.run(row.learner, row.joinedAt);
    insertMember.run({ ...row, rejoinHash });
    return true;
  });
  const addOneTime = db.transaction((codes: Parameters<ClassroomStore['addOneTime']>[0]) => {
    for (const code of codes) insertOneTime.run(code.hash, code.class, code.name);
  });
  const addEvidence = db.transaction((rows: Parameters<ClassroomStore['addEvidence']>[0]) => {
    for (const row of rows) insertEvidence.run(row);
  });

  return {
    addClass: (row, secretHash) => void insertClass.run({ ...toStored(row), secretHash }),
    updateClass: (row) => void updateClass.run(toStored(row)),
    classes: () =>
      allClasses.all().map((row) => ({
        ...row,
        settings: JSON.parse(row.settings) as ClassSettings,
        paused: row.paused === 1,
      })),
    classBySecret: (hash) => bySecret.get(hash)?.id,
    setClassSecret: (id, hash) => void setClassSecret.run(hash, id),
    addMember,
    updateMember: (row) => void updateMember.run(row),
    setRejoin: (learner, hash) => void setRejoin.run(hash, learner),
    members: () => allMembers.all(),
    learnerByRejoin: (hash) => byRejoin.get(hash)?.learner,
    addOneTime,
    oneTime: (hash) => oneTime.get(hash),
    addMessage: (row) => ({ ...row, id: Number(insertMessage.run(row).lastInsertRowid) }),
    messages: () => allMessages.all(),
    secret: (name) => secret.get(name)?.value,
    setSecret: (name, value) => void setSecret.run(name, value),
    grant: (tokenHash, classId, at) => void grant.run(tokenHash, classId, at),
    grants: (tokenHash) => grants.all(tokenHash),
    revoke: (by) => {
      if ('tokenHash' in by) revokeToken.run(by.tokenHash);
      else revokeClass.run(by.class, by.exceptTokenHash ?? '');
    },
    addEvidence,
    evidence: (learner) => evidence.all(learner),
  };
}
