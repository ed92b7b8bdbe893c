import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeRecording } from '../engine/transcripts.ts';
import { pastedConsole } from './transcripts-pasted.ts';
import { transcriptsInPages, transcriptsPlugin } from './transcripts.ts';

interface Element {
  type: string;
  name?: string;
  lang?: string;
  value?: string;
  attributes?: { type: 'mdxJsxAttribute'; name: string; value: unknown }[];
  children: Element[];
  position: { start: { line: number } };
}

const consoleTag = (id: string | undefined, line: number): Element => ({
  type: 'mdxJsxFlowElement',
  name: 'Console',
  attributes: id === undefined ? [] : [{ type: 'mdxJsxAttribute', name: 'id', value: id }],
  children: [],
  position: { start: { line } },
});
const fence = (lang: string, value: string, line: number): Element => ({
  type: 'code',
  lang,
  value,
  children: [],
  position: { start: { line } },
});

let docs: string;
beforeEach(() => {
  docs = mkdtempSync(join(tmpdir(), 'matou-docs-'));
});
afterEach(() => rmSync(docs, { recursive: true, force: true }));

const run = (...children: Element[]): void =>
  transcriptsInPages({ docs })({ type: 'root', children }, { path: join(docs, 'a.mdx') });
const script = (text: string): void => writeFileSync(join(docs, 'a.console.yaml'), text);
const SCRIPT =
  'blocks:\n  - id: one\n    run: ls\n  - id: two\n    run: ps\n  - id: prep\n    run: x\n    hidden: true\n';
const record = (...ids: [string, string][]): void =>
  writeRecording(join(docs, 'a.console.json'), {
    recorded: '2026-11-24',
    docker: '26',
    debian: '13',
    blocks: Object.fromEntries(
      ids.map(([id, command]) => [id, [{ prompt: '#', command, exitCode: 0, output: [`of ${id}`] }]]),
    ),
  });

describe('<Console>', () => {
  it('gets its own block', () => {
    script(SCRIPT);
    record(['one', 'ls'], ['two', 'ps']);
    const tags = [consoleTag('one', 1), consoleTag('two', 2)];
    run(...tags);
    const block = tags[1]!.attributes!.find(({ name }) => name === 'block')!.value as string;
    expect(JSON.parse(block)).toEqual({
      id: 'two',
      commands: [{ prompt: '#', command: 'ps', exitCode: 0, output: ['of two'] }],
    });
  });

  it.each<[what: string, tags: (string | undefined)[], message: RegExp]>([
    ['an unknown block', ['one', 'tow'], /a\.mdx:2：录制脚本里没有叫“tow”的一段。\n能显示的：one、two$/],
    ['a hidden block', ['one', 'prep'], /a\.mdx:2：“prep”这一段写了 hidden/],
    ['a block that no page shows', ['one'], /a\.console\.yaml:4:9：课文里没有用到这一段（two）。/],
    ['no id', [undefined], /a\.mdx:1：<Console> 要有 id/],
  ])('stops at %s', (_, tags, message) => {
    script(SCRIPT);
    record(['one', 'ls'], ['two', 'ps']);
    expect(() => run(...tags.map((id, index) => consoleTag(id, index + 1)))).toThrow(message);
  });

  it('stops at what was never recorded, and at what was changed since', () => {
    script(SCRIPT);
    const both = () => run(consoleTag('one', 1), consoleTag('two', 2));
    expect(both).toThrow(
      /a\.console\.yaml:2:9 这一段（one）还没有录制\n.*:4:9 这一段（two）还没有录制\n.*lab -- record a$/s,
    );
    record(['one', 'ls'], ['two', 'ps -a']);
    expect(both).toThrow(/:4:9 这一段（two）改过以后还没有重新录制/);
  });

  it('stops without a script, and a script without a lesson', async () => {
    expect(() => run(consoleTag('one', 7))).toThrow(
      /a\.mdx:7：<Console id="one"> 没有录制脚本.*a\.console\.yaml/s,
    );
    run(); // no console, no script: nothing to say
    script(SCRIPT);
    const load = async (): Promise<unknown> => transcriptsPlugin(docs).loadContent!();
    await expect(load()).rejects.toThrow(/a\.console\.yaml:1：旁边没有课文 .*a\.mdx/);
    writeFileSync(join(docs, 'a.mdx'), '');
    await load();
  });
});

describe('output pasted by hand', () => {
  it('stops the build, with its line and what to do', () => {
    expect(() => run(fence('console', 'x\n$ ls\nfile', 10))).toThrow(
      /a\.mdx:12：这个代码块里有手抄的终端输出。\n.*a\.console\.yaml.*lab -- record/s,
    );
  });

  it.each([
    ['console', '$ ls\nfile'],
    ['console', '# ls\nfile'],
    ['text', '$ docker ps\n$ docker ps -a\nCONTAINER ID'],
    ['', 'root@matou:~# ls\nfile'],
    ['', '# docker ps\nCONTAINER ID'],
    ['output', '[root@host ~]# ls\nfile'],
    ['text', '$ cat > a <<EOF\n> x\n> EOF\nok'],
  ])('is found in %j: %j', (language, code) => {
    expect(pastedConsole(language, code)).toBeGreaterThan(0);
  });

  it.each([
    ['console', '$ ls\n$ ps'],
    ['console', '$ ls \\\n  -l\n$ ps'],
    ['console', '$ cat <<EOF\n> a\n> EOF'],
    ['bash', '# a comment\nls'],
    ['yaml', '# a comment\nkey: value'],
    ['', '# 配置\nkey = value'],
    ['text', 'a tree\n├── b\n└── c'],
    ['dockerfile', '# syntax\nFROM debian'],
  ])('is not seen in %j: %j', (language, code) => {
    expect(pastedConsole(language, code)).toBeUndefined();
  });
});
