import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatPlace } from './problems.ts';
import { anchorsOf, loadItems, lostAnchors, missingItems } from './items.ts';

let docs: string;
beforeEach(() => {
  docs = mkdtempSync(path.join(tmpdir(), 'matou-items-'));
  mkdirSync(path.join(docs, 'items'));
  mkdirSync(path.join(docs, 'ch2-x'));
  writeFileSync(path.join(docs, 'ch2-x/lxc.mdx'), '# 标题\n\n## LXC 是一个项目 {#one-project}\n\n正文\n');
});
afterEach(() => rmSync(docs, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(path.join(docs, 'items', name), text);
const item = (number: number, anchor = 'ch2-x/lxc#one-project'): string =>
  `- item: ${number}\n  source: 甲\n  verdict: wrong\n  correct: 乙\n  anchor: ${anchor}\n`;

describe('loadItems', () => {
  test('sorts all files by number and says which are missing', async () => {
    write('b.yaml', item(3));
    write('a.yaml', item(162) + item(1));
    const items = await loadItems(docs);
    expect(items.map((each) => each.item)).toEqual([1, 3, 162]);
    expect(missingItems(items)).toHaveLength(159);
    expect(await lostAnchors(docs, items)).toEqual([]);
  });

  test('refuses what is written twice or wrongly, with its line', async () => {
    write('a.yaml', item(3));
    write('b.yaml', item(4) + item(3));
    await expect(loadItems(docs)).rejects.toThrow(/b\.yaml:6:1 第 3 条已经写过/);
    write('b.yaml', item(4).replace('wrong', 'wrnog'));
    await expect(loadItems(docs)).rejects.toThrow(/b\.yaml:3:\d+ .*wrong/);
  });

  test('finds anchors that lead nowhere', async () => {
    write('a.yaml', item(3, 'ch2-x/lxc#two') + item(4, 'ch2-x/nope#one-project'));
    const lost = await lostAnchors(docs, await loadItems(docs));
    expect(lost.map((problem) => `${path.basename(formatPlace(problem))} ${problem.message}`)).toEqual([
      'a.yaml:1:1 docs/ch2-x/lxc.mdx 里没有编号 two 的标题：写成“## 标题 {#two}”',
      'a.yaml:6:1 没有这一课：docs/ch2-x/nope.mdx',
    ]);
  });
});

test('anchors: headings in both ways of writing them, elements, and the boxes of steps', () => {
  const mdx = '## 一 {#a-1}\n### 二 {/* #b */}\n<figure id="c">\n<Step id="run">\n## 三\n';
  expect([...anchorsOf(mdx)].sort()).toEqual(['a-1', 'b', 'c', 'run', 'step-run']);
});
