/**
 * Reads the map from the source text's statements to the lessons that teach them, and says what is missing in it.
 * Knows nothing about how it is shown.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { FIRST_ITEM, itemsSchema, LAST_ITEM, type Item } from '../shared/items.ts';
import { problemsError, type Problem } from './problems.ts';
import { readYaml } from './yaml-file.ts';

export interface PlacedItem extends Item {
  readonly file: string;
  readonly line: number;
}

/** All items of `docs/items/*.yaml`, by number. Rejects with one UserError that lists every problem of every file. */
export async function loadItems(docs: string): Promise<PlacedItem[]> {
  const dir = path.join(docs, 'items');
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.yaml')).sort();
  const items: PlacedItem[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    const file = path.join(dir, name);
    const read = readYaml(file, await readFile(file, 'utf8'), itemsSchema);
    problems.push(...read.problems);
    read.definition?.forEach((item, index) => {
      items.push({ ...item, file, line: read.place([index]).line });
    });
  }
  for (const [index, { item, file, line }] of items.entries()) {
    if (items.findIndex((other) => other.item === item) === index) continue;
    problems.push({ file, line, column: 1, message: `第 ${item} 条已经写过；删去其中一处` });
  }
  if (problems.length > 0)
    throw problemsError(problems, '课程的数据文件里', '改好以后重新构建：npm run build。');
  return items.sort((a, b) => a.item - b.item);
}

/** The numbers of statements that no lesson teaches yet. */
export function missingItems(items: readonly Item[]): number[] {
  const known = new Set(items.map(({ item }) => item));
  const all = Array.from({ length: LAST_ITEM - FIRST_ITEM + 1 }, (_, index) => FIRST_ITEM + index);
  return all.filter((item) => !known.has(item));
}

/** The explicit ids of headings and elements in a lesson, e.g. `## 标题 {#id}`. */
export function anchorsOf(mdx: string): Set<string> {
  const headings = mdx.matchAll(/^#{1,6} .*?\{(?:#|\/\*\s*#)([\w-]+)(?:\s*\*\/)?\}\s*$/gmu);
  const elements = mdx.matchAll(/<\w+[^>]*?\sid="([\w-]+)"/gu);
  const steps = [...mdx.matchAll(/<Step\s+id="([\w-]+)"/gu)].map(([, id]) => `step-${id}`);
  return new Set([...[...headings, ...elements].map(([, id]) => id ?? ''), ...steps]);
}

/** Where something's lesson or heading doesn't exist. */
export async function lostAnchors(
  docs: string,
  items: readonly Pick<PlacedItem, 'anchor' | 'file' | 'line'>[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { anchor, file, line } of items) {
    const [lesson = '', id = ''] = anchor.split('#');
    const text = await readFile(path.join(docs, `${lesson}.mdx`), 'utf8').catch(() => undefined);
    if (text === undefined)
      problems.push({ file, line, column: 1, message: `没有这一课：docs/${lesson}.mdx` });
    else if (!anchorsOf(text).has(id)) {
      const message = `docs/${lesson}.mdx 里没有编号 ${id} 的标题：写成“## 标题 {#${id}}”`;
      problems.push({ file, line, column: 1, message });
    }
  }
  return problems;
}
