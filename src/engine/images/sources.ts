import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from '../../shared/errors.ts';

/** One folder of `images/`, with the key of everything that its build depends on. */
export interface ImageSource {
  readonly name: string;
  readonly dir: string;
  readonly ref: string;
  readonly publish: readonly string[];
  /** Other images of this folder that it starts from. */
  readonly parents: readonly string[];
  readonly steps: number;
}

const FROM = /^FROM\s+(?:--\S+\s+)*(\S+)/gim;
const PUBLISH = /^LABEL\s+matou\.publish="([^"]*)"/im;
const COURSE_PREFIX = 'matou/';

/** Reads every folder; a key covers file names, contents, the executable bit, and the keys of its parents. */
export async function readImageSources(
  root: string,
  names: readonly string[],
  baseKey: string,
): Promise<ImageSource[]> {
  const drafts = new Map<string, { dir: string; dockerfile: string; content: string; parents: string[] }>();
  for (const name of names) {
    const dir = join(root, name);
    const dockerfile = await readFile(join(dir, 'Dockerfile'), 'utf8').catch(() => {
      throw new UserError(`images/${name} 里没有 Dockerfile。`, '补上 Dockerfile，或删掉这个目录。');
    });
    const parents = [...dockerfile.matchAll(FROM)]
      .map((match) => match[1] ?? '')
      .filter((from) => from.startsWith(COURSE_PREFIX) && from !== 'matou/base')
      .map((from) => from.slice(COURSE_PREFIX.length));
    drafts.set(name, { dir, dockerfile, content: await hashFolder(dir), parents });
  }
  const keys = new Map<string, string>();
  const keyOf = (name: string, path: readonly string[]): string => {
    const known = keys.get(name);
    if (known) return known;
    const draft = drafts.get(name);
    const by = path.at(-1);
    if (!draft)
      throw new UserError(
        `images/${by}/Dockerfile 引用了 matou/${name}，但没有 images/${name}。`,
        '改正 FROM 一行。',
      );
    if (path.includes(name))
      throw new UserError(`镜像互相引用成环：${[...path, name].join(' → ')}。`, '去掉其中一处 FROM。');
    const hash = createHash('sha256').update(baseKey).update(draft.content);
    for (const parent of draft.parents) hash.update(keyOf(parent, [...path, name]));
    const key = hash.digest('hex').slice(0, 16);
    keys.set(name, key);
    return key;
  };
  return [...drafts].map(([name, { dir, dockerfile, parents }]) => ({
    name,
    dir,
    ref: `${COURSE_PREFIX}${name}:${keyOf(name, [])}`,
    publish: PUBLISH.exec(dockerfile)?.[1]?.split(/\s+/).filter(Boolean) ?? [],
    parents,
    steps: (dockerfile.match(/^[A-Z]+\s/gm) ?? []).length,
  }));
}

async function hashFolder(dir: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  for (const file of files.sort()) {
    const executable = ((await stat(file)).mode & 0o100) !== 0;
    const content = await readFile(file);
    hash.update(JSON.stringify([relative(dir, file), executable, content.length])).update(content);
  }
  return hash.digest('hex');
}
