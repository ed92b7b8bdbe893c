import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { shortPath } from '../problems.ts';
import type { Problem } from '../problems.ts';

export interface FoundLab {
  readonly id: string;
  readonly dir: string;
}

const SEGMENT = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Folders that only a lab has: below them nothing is looked for. */
const LAB_FOLDERS = new Set(['solution', 'wrong', 'files']);

/** Every folder below `root` with a lab.yaml, in the order of their ids. */
export async function findLabs(root: string): Promise<{ labs: FoundLab[]; problems: Problem[] }> {
  const labs: FoundLab[] = [];
  const problems: Problem[] = [];

  async function visit(dir: string, segments: readonly string[]): Promise<void> {
    const entries = await readdir(dir, { withFileTypes: true });
    const names = new Set(entries.map((entry) => entry.name));
    if (names.has('lab.yaml')) {
      const badName = segments.find((segment) => !SEGMENT.test(segment));
      if (segments.length === 0) {
        problems.push(at(dir, 'lab.yaml', '实验要有自己的文件夹：移到 labs/<章>/<实验>/lab.yaml'));
      } else if (badName !== undefined) {
        const message = `文件夹名 ${badName} 是实验编号的一部分，只用小写字母、数字和连字符，例如 hello-world`;
        problems.push(at(dir, 'lab.yaml', message));
      } else labs.push({ id: segments.join('/'), dir });
      return;
    }
    if (names.has('lab.yml')) {
      problems.push(at(dir, 'lab.yml', '文件名要写成 lab.yaml'));
      return;
    }
    if ([...LAB_FOLDERS].some((name) => names.has(name))) {
      problems.push(at(dir, 'lab.yaml', '缺少这个文件：有 solution、wrong 或 files 的文件夹就是一个实验'));
      return;
    }
    for (const entry of entries) {
      if (entry.isDirectory()) await visit(path.join(dir, entry.name), [...segments, entry.name]);
    }
  }

  try {
    await visit(root, []);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError(`找不到放实验的文件夹 ${shortPath(root)}。`, '在项目的根目录里运行；那里有 labs/。', {
      cause: error,
    });
  }
  labs.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { labs, problems };
}

const at = (dir: string, name: string, message: string): Problem => ({
  file: path.join(dir, name),
  line: 1,
  column: 1,
  message,
});
