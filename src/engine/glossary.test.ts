import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { groupTerms, letterOf, loadGlossary, unusedTerms } from './glossary.ts';
import { lostAnchors } from './items.ts';

let docs: string;
beforeEach(() => {
  docs = mkdtempSync(path.join(tmpdir(), 'matou-glossary-'));
  mkdirSync(path.join(docs, 'ch1-x'));
  writeFileSync(
    path.join(docs, 'ch1-x/layers.mdx'),
    '---\ntitle: 层与镜像\n---\n\n## 层 {#layer}\n\n**层**（layer）是改动。namespace 也提到了。\n',
  );
});
afterEach(() => rmSync(docs, { recursive: true, force: true }));

const write = (text: string): void => writeFileSync(path.join(docs, 'glossary.yaml'), text);
const term = (name: string, also = '', anchor = 'ch1-x/layers#layer'): string =>
  `- term: ${name}\n${also && `  also: ${also}\n`}  say: 一句话。\n  anchor: ${anchor}\n`;

describe('loadGlossary', () => {
  test('gives each term the title of its lesson', async () => {
    write(term('层', 'layer'));
    expect(await loadGlossary(docs)).toMatchObject([{ term: '层', lesson: '层与镜像', line: 1 }]);
  });

  test('refuses a term twice, with its line', async () => {
    write(term('层') + term('namespace') + term('层'));
    await expect(loadGlossary(docs)).rejects.toThrow(/glossary\.yaml:7:\d+ 前面已经有“层”/);
  });
});

test('a word that its lesson does not use, or whose English it does not give, is told', async () => {
  write(
    term('层', 'layer') +
      term('namespace', '命名空间') +
      term('白障') +
      term('镜像', 'image') +
      term('层次', '', 'ch1-x/nope#a'),
  );
  const terms = await loadGlossary(docs);
  const messages = (await unusedTerms(docs, terms)).map(({ line, message }) => `${line} ${message}`);
  expect(messages).toEqual([
    '9 《层与镜像》里没有“白障”这个词',
    '12 《层与镜像》里没有“image”这个词',
    '16 《ch1-x/nope#a》里没有“层次”这个词',
  ]);
  expect(await lostAnchors(docs, terms)).toHaveLength(1);
});

test('letters: pinyin and Latin together', () => {
  const letters = Object.entries({
    按: 'A',
    白障: 'B',
    层: 'C',
    cgroup: 'C',
    读写层: 'D',
    发布: 'F',
    构建: 'G',
    后台: 'H',
    镜像: 'J',
    快照: 'K',
    拉取: 'L',
    摩: 'M',
    内核: 'N',
    配置: 'P',
    清单: 'Q',
    容器: 'R',
    数据卷: 'S',
    推送: 'T',
    伪终端: 'W',
    信号: 'X',
    硬链接: 'Y',
    摘要: 'Z',
  });
  expect(letters.map(([word]) => [word, letterOf(word)])).toEqual(letters);
});

test('groups by letter, with an own letter where the pinyin is ambiguous', () => {
  const shown = (name: string, group?: string) => ({
    term: name,
    say: '',
    anchor: '',
    lesson: '',
    ...(group && { group }),
  });
  const groups = groupTerms([
    shown('namespace'),
    shown('内核'),
    shown('重启策略', 'C'),
    shown('层'),
    shown('cgroup'),
  ]);
  expect(groups.map(({ letter, terms }) => [letter, terms.map((each) => each.term)])).toEqual([
    ['C', ['层', '重启策略', 'cgroup']],
    ['N', ['内核', 'namespace']],
  ]);
});
