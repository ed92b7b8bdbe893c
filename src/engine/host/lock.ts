import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { isAlive, recordOf, type ProcessRecord } from './process-record.ts';

export interface Holder extends ProcessRecord {
  readonly since: string;
  readonly what: string;
}

/**
 * Makes the home if it is missing and takes its lock; what a dead process left is taken over.
 * Throws UserError that names the holder, or says why the home can't be written.
 */
export function lockHome(home: string, what: string): Disposable {
  const file = join(home, 'lock');
  const draft = join(home, `lock.${process.pid}`);
  const mine: Holder = { ...recordOf(process.pid), since: new Date().toISOString(), what };
  try {
    makeFolders(home);
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  } catch (error) {
    throw new UserError(
      `数据目录 ${home} 不可写：${(error as Error).message}`,
      '用 --home 换一个可写的目录，或改好它的权限再启动。',
      { cause: error },
    );
  }
  try {
    for (;;) {
      try {
        linkSync(draft, file); // whole or not at all, unlike a file that is created and then filled
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder;
        if (isAlive(holder)) throw heldBy(home, holder);
        unlinkSync(file);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

/** Who holds the home now; a dead holder is none. */
export function lockHolder(home: string): Holder | undefined {
  const file = join(home, 'lock');
  if (!existsSync(file)) return undefined;
  const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder;
  return isAlive(holder) ? holder : undefined;
}

/** Not `recursive`: where the kernel answers ENOENT for a folder whose parent exists (/proc), Node's never ends. */
function makeFolders(dir: string): void {
  if (existsSync(dir)) return;
  makeFolders(dirname(dir));
  mkdirSync(dir, { mode: 0o711 });
}

function heldBy(home: string, { pid, since, what }: Holder): UserError {
  const at = new Date(since).toLocaleString('zh-CN');
  return new UserError(
    `数据目录 ${home} 正被另一个进程使用：${what}，进程号 ${pid}，从 ${at} 开始。`,
    `用它已经打印的地址即可；要重新启动，先在它的窗口按 Ctrl-C，或运行 kill ${pid}；要另开一份，用 --home 指定别的目录。`,
  );
}
