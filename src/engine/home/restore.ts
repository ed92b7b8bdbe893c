import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { lockHome } from '../host.ts';
import { inspectDatabase } from '../progress.ts';
import {
  MANIFEST,
  manifestSchema,
  NotPlain,
  plainFiles,
  sha256Of,
  unpack,
  type Manifest,
} from './archive.ts';
import { irreplaceable } from './entries.ts';

export interface Restored {
  readonly manifest: Manifest;
  /** Where the data that was there before lies now. */
  readonly aside: string | undefined;
}

/**
 * Puts a backup back, whole or not at all. Refuses where the course runs, and over other data unless `replace`, which
 * is then kept aside. An older program's data is brought up to date by the next start.
 */
export async function restore(home: string, source: string, { replace = false } = {}): Promise<Restored> {
  const file = resolve(source);
  if (!existsSync(file)) throw new UserError(`没有 ${file}。`, '检查备份文件的路径。');
  using _lock = lockHome(home, 'npm run restore');
  const present = irreplaceable(home);
  if (present.length > 0 && !replace) {
    throw new UserError(
      `${home} 里已经有数据：${present.join('、')}。`,
      '要用备份换掉它们，加 --replace（原来的会移到一边，不删除）；或用 --home 换一个目录。',
    );
  }
  const staging = mkdtempSync(join(home, 'restoring-'));
  try {
    await unpack(file, staging);
    const manifest = await verify(staging, file);
    const names = [...new Set(manifest.files.map(({ path }) => path.split('/')[0]!))];
    const aside = present.length > 0 ? putAside(home, present) : undefined;
    const done: string[] = [];
    try {
      for (const name of names) {
        renameSync(join(staging, name), join(home, name));
        done.push(name);
      }
    } catch (error) {
      for (const name of done) rmSync(join(home, name), { recursive: true, force: true });
      if (aside) bringBack(aside, home);
      throw error;
    }
    return { manifest, aside };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Every file that the manifest names, as it says, and no other. */
async function verify(folder: string, file: string): Promise<Manifest> {
  const damaged = (why: string): UserError =>
    new UserError(`备份 ${file} 不能用：${why}。`, '换一份备份；数据目录没有被改动。');
  const text = existsSync(join(folder, MANIFEST)) ? readFileSync(join(folder, MANIFEST), 'utf8') : undefined;
  if (text === undefined) throw damaged('它不是 npm run backup 写的');
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (!parsed.success) throw damaged('清单读不懂，也许是更新版本的程序写的');
  const manifest = parsed.data;
  const paths = await plainFiles(folder).catch((error: unknown) => {
    if (error instanceof NotPlain) throw damaged(`${error.message} 不是普通文件`);
    throw error;
  });
  const extra = paths.find((path) => path !== MANIFEST && !manifest.files.some((each) => each.path === path));
  if (extra !== undefined) throw damaged(`${extra} 不在清单里`);
  for (const { path, bytes, sha256 } of manifest.files) {
    if (!paths.includes(path)) throw damaged(`缺少 ${path}`);
    const at = join(folder, path);
    if ((await stat(at)).size !== bytes || (await sha256Of(at)) !== sha256)
      throw damaged(`${path} 的校验和不对`);
  }
  const database = inspectDatabase(join(folder, 'progress.db'));
  if (database.state === 'damaged') throw damaged(`里面的学习进度已经损坏（${database.reason}）`);
  if (database.state === 'newer')
    throw damaged(`学习进度是更新版本的程序写的（格式 ${database.version}），先更新程序`);
  return manifest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function putAside(home: string, names: readonly string[]): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const aside = join(home, `replaced-${stamp}`);
  mkdirSync(aside, { mode: 0o700 });
  // A journal belongs to its database: the new one must not meet the old one's.
  const journals = names.flatMap((name) => [`${name}-wal`, `${name}-shm`]);
  for (const name of [...names, ...journals.filter((each) => existsSync(join(home, each)))])
    renameSync(join(home, name), join(aside, name));
  return aside;
}

function bringBack(aside: string, home: string): void {
  for (const name of [...irreplaceable(aside), 'progress.db-wal', 'progress.db-shm'])
    if (existsSync(join(aside, name))) renameSync(join(aside, name), join(home, name));
  rmSync(aside, { recursive: true, force: true });
}
