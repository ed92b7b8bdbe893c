import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from '@docusaurus/types';
import {
  besideLesson,
  consoleBlocks,
  loadTranscript,
  loadTranscripts,
  shownBlocks,
  SCRIPT,
} from '../engine/transcripts.ts';
import type { Transcript } from '../engine/transcripts.ts';
import type { ConsoleBlock } from '../shared/console.ts';
import { UserError } from '../shared/errors.ts';
import { at, type Place } from './lab-index.ts';
import { pastedConsole } from './transcripts-pasted.ts';

/** As much of a Markdown tree as is looked at; the whole types would be one more dependency. */
interface Node {
  readonly type: string;
  readonly name?: string | null;
  readonly lang?: string | null;
  readonly value?: unknown;
  readonly attributes?: Attribute[];
  readonly children?: readonly Node[];
  readonly position?: { readonly start: { readonly line: number } };
}
interface Attribute {
  readonly type: 'mdxJsxAttribute';
  readonly name: string;
  readonly value: unknown;
}

/**
 * Remark plugin. Gives each `<Console>` what was recorded of it; stops the build at one that wasn't recorded, at a block
 * that no page shows, and at output that was pasted by hand.
 */
export function transcriptsInPages({ docs }: { docs: string }) {
  return (tree: Node, file: { readonly path: string }): void => {
    const transcript = loadTranscript(docs, file.path);
    let blocks: ReadonlyMap<string, ConsoleBlock> | undefined;
    const used = new Set<string>();
    for (const node of nodes(tree)) {
      const where = { file: file.path, line: node.position?.start.line ?? 1 };
      if (node.type === 'code') refusePasted(node, where);
      if (node.name !== 'Console' || !node.type.startsWith('mdxJsx')) continue;
      const id = idOf(node, where);
      if (!transcript) throw noScript(id, where);
      const known = shownBlocks(transcript);
      if (!known.some((block) => block.id === id)) throw unknownBlock(transcript, id, where);
      blocks ??= consoleBlocks(transcript);
      used.add(id);
      node.attributes!.push({
        type: 'mdxJsxAttribute',
        name: 'block',
        value: JSON.stringify(blocks.get(id)),
      });
    }
    if (transcript) refuseUnused(transcript, used);
  };
}

/** A script without a lesson is looked at by no page, so here; and pages have to follow their recordings. */
export function transcriptsPlugin(docs: string): Plugin {
  return {
    name: 'matou-transcripts',
    loadContent() {
      for (const { script } of loadTranscripts(docs)) {
        const lesson = script.slice(0, -SCRIPT.length);
        if (existsSync(`${lesson}.mdx`) || existsSync(`${lesson}.md`)) continue;
        const line = at({ file: script, line: 1 });
        throw new UserError(
          `${line}：旁边没有课文 ${at({ file: `${lesson}.mdx`, line: 1 }).replace(/:1$/, '')}。`,
          '录制脚本和课文同名；改名，或删去它。',
        );
      }
      return Promise.resolve();
    },
    configureWebpack: () => ({
      module: {
        rules: [
          {
            test: /\.mdx?$/,
            include: resolve(docs),
            enforce: 'pre',
            use: [{ loader: fileURLToPath(new URL('transcripts-dependencies.mjs', import.meta.url)) }],
          },
        ],
      },
    }),
  };
}

function refusePasted(node: Node, where: Place): void {
  const line = pastedConsole(node.lang ?? '', typeof node.value === 'string' ? node.value : '');
  if (line === undefined) return;
  throw new UserError(
    `${at({ ...where, line: where.line + line })}：这个代码块里有手抄的终端输出。`,
    `把命令写进 ${at({ file: besideLesson(where.file, SCRIPT), line: 1 }).replace(/:1$/, '')} 的一段，运行 npm run lab -- record，再在这里写 <Console id="…" />。只是给读者运行的命令，用 \`\`\`bash，不写提示符和输出。`,
  );
}

function refuseUnused(transcript: Transcript, used: ReadonlySet<string>): void {
  for (const [index, block] of transcript.definition.blocks.entries()) {
    if (block.hidden || used.has(block.id)) continue;
    throw new UserError(
      `${transcript.place(['blocks', index, 'id'])}：课文里没有用到这一段（${block.id}）。`,
      `在课文里写 <Console id="${block.id}" />；只是准备工作，写 hidden: true；不要了就删去。`,
    );
  }
}

const noScript = (id: string, where: Place): UserError =>
  new UserError(
    `${at(where)}：<Console id="${id}"> 没有录制脚本。`,
    `在课文旁边写 ${at({ file: besideLesson(where.file, SCRIPT), line: 1 }).replace(/:1$/, '')}，写法见 README.md。`,
  );

function unknownBlock(transcript: Transcript, id: string, where: Place): UserError {
  const hidden = transcript.definition.blocks.some((block) => block.id === id);
  const known = shownBlocks(transcript).map((block) => block.id);
  return new UserError(
    hidden
      ? `${at(where)}：“${id}”这一段写了 hidden，不能显示。`
      : `${at(where)}：录制脚本里没有叫“${id}”的一段。`,
    `能显示的：${known.join('、') || '（一段也没有）'}`,
  );
}

function* nodes(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* nodes(child);
}

function idOf(node: Node, where: Place): string {
  const value = node.attributes?.find((a) => a.name === 'id')?.value;
  if (typeof value === 'string' && value !== '') return value;
  throw new UserError(`${at(where)}：<Console> 要有 id。`, '写成 <Console id="…" />，值是一个字符串。');
}
