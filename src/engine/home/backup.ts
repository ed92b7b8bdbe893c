import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { copyFile, lstat, open, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { lockHolder } from '../host.ts';
import { copyDatabase, inspectDatabase, isDatabase } from '../progress.ts';
import { MANIFEST, pack, plainFiles, sha256Of, type Manifest } from './archive.ts';
import { irreplaceable } from './entries.ts';

export interface Backup {
  readonly file: string;
  readonly bytes: number;
  readonly manifest: Manifest;
}

/**
 * Writes what can't be made again of a home into one archive, while the course runs or not. It holds learners' ids,
 * which are what lets a browser in: only the owner may read it.
 */
export async function backUp(home: string, target: string): Promise<Backup> {
  const file = resolve(target);
  const names = irreplaceable(home);
  if (names.length === 0)
    throw new UserError(`${home} 里没有要备份的东西。`, '用 --home 指出数据目录；还没有人学过，就不用备份。');
  if (existsSync(file)) throw new UserError(`${file} 已经在那里了。`, '换一个名字，或先删掉它。');
  if (!existsSync(dirname(file))) throw new UserError(`目录 ${dirname(file)} 不存在。`, '先建好它。');
  // In the home: there is room for a copy where there was for the data, and it may hold secrets.
  const database = inspectDatabase(join(home, 'progress.db'), { inUse: lockHolder(home) !== undefined });
  if (database.state === 'damaged')
    throw new UserError(
      `学习进度的数据库已经损坏（${database.reason}），备份它没有用。`,
      '用以前的备份恢复；或先启动一次，它会被移到一边。',
    );
  const staging = mkdtempSync(join(home, 'backing-up-'));
  // tar looks at the ending, so it stays.
  const draft = join(dirname(file), `.partial-${process.pid}-${file.slice(dirname(file).length + 1)}`);
  try {
    const files: Manifest['files'] = [];
    for (const name of names) {
      for (const path of await pathsOf(home, name)) {
        const to = join(staging, path);
        mkdirSync(dirname(to), { recursive: true });
        await copy(join(home, path), to);
        files.push({ path, bytes: (await stat(to)).size, sha256: await sha256Of(to) });
      }
    }
    const manifest: Manifest = {
      format: 1,
      what: 'matou-backup',
      createdAt: new Date().toISOString(),
      files,
    };
    await writeFile(join(staging, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    await writeFile(draft, '', { mode: 0o600 });
    await pack(staging, draft, [MANIFEST, ...names.filter((name) => existsSync(join(staging, name)))]);
    chmodSync(draft, 0o600);
    renameSync(draft, file);
    return { file, bytes: (await stat(file)).size, manifest };
  } finally {
    rmSync(staging, { recursive: true, force: true });
    rmSync(draft, { force: true });
  }
}

async function pathsOf(home: string, name: string): Promise<string[]> {
  const path = join(home, name);
  if (!(await lstat(path)).isDirectory()) return [name];
  return (await plainFiles(path)).map((below) => join(name, below));
}

/** A database in use is copied as one moment saw it; its journal is in the copy. */
async function copy(from: string, to: string): Promise<void> {
  if (/-(wal|shm|journal)$/.test(from)) return copyFile(from, to);
  const handle = await open(from);
  const head = Buffer.alloc(16);
  await handle.read(head, 0, head.length, 0).finally(() => handle.close());
  await (isDatabase(head) ? copyDatabase(from, to) : copyFile(from, to));
}
