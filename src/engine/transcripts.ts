/**
 * The consoles of lessons: what a script beside a lesson wants run, and what was recorded of it.
 * Knows nothing about machines: recording and comparing is the recorder's.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { elide } from '../shared/console.ts';
import type { ConsoleBlock, ConsoleCommand } from '../shared/console.ts';
import { UserError } from '../shared/errors.ts';
import { findLab } from './labs.ts';
import type { Lab } from './labs.ts';
import { formatPlace, problemsError, suggest } from './problems.ts';
import type { Problem } from './problems.ts';
import { machineSchema, readTranscriptDefinition } from './transcripts/definition.ts';
import type { BlockDefinition, TranscriptDefinition } from './transcripts/definition.ts';
import { readRecording } from './transcripts/recording.ts';
import type { Recording } from './transcripts/recording.ts';

export { readRecording, writeRecording, type Recording } from './transcripts/recording.ts';
export type { BlockDefinition, TranscriptDefinition } from './transcripts/definition.ts';

export const SCRIPT = '.console.yaml';
export const RECORDING = '.console.json';

export interface Transcript {
  /** Path of its lesson below docs/, e.g. `ch4-images/first-container`. */
  readonly lesson: string;
  /** Absolute paths of the script and of what was recorded; the latter may not be there yet. */
  readonly script: string;
  readonly recording: string;
  readonly definition: TranscriptDefinition;
  /** `file:line:col` of a part of the script. */
  place(path: readonly PropertyKey[]): string;
}

/** Every script below `docs`, sorted. Rejects with one UserError that lists every problem of every file. */
export function loadTranscripts(docs: string): Transcript[] {
  const root = path.resolve(docs);
  const scripts = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(SCRIPT))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const problems: Problem[] = [];
  const transcripts = scripts.flatMap((script) => {
    const read = readScript(root, script);
    problems.push(...read.problems);
    return read.transcript ? [read.transcript] : [];
  });
  if (problems.length > 0) throw scriptError(problems);
  return transcripts;
}

/** The script beside one lesson; undefined where there is none. Throws UserError. */
export function loadTranscript(docs: string, lessonFile: string): Transcript | undefined {
  const script = besideLesson(lessonFile, SCRIPT);
  try {
    const { transcript, problems } = readScript(path.resolve(docs), script);
    if (!transcript) throw scriptError(problems);
    return transcript;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export const besideLesson = (lessonFile: string, extension: string): string =>
  lessonFile.replace(/\.mdx?$/, '') + extension;

/** Those that a person names: a lesson, with its chapter or without, any of its files, or a whole chapter. UserError lists the nearest. */
export function pickTranscripts(all: readonly Transcript[], names: readonly string[]): Transcript[] {
  if (names.length === 0) return [...all];
  const picked = names.flatMap((name) => {
    const wanted = name
      .replace(/^(\.\/)?docs\//, '')
      .replace(/(\.console\.yaml|\.console\.json|\.mdx?|\/)$/, '');
    const found = all.filter(
      ({ lesson }) => lesson === wanted || lesson.startsWith(`${wanted}/`) || lesson.endsWith(`/${wanted}`),
    );
    if (found.length > 0) return found;
    const known = all.map(({ lesson }) => lesson);
    throw new UserError(
      `没有课 ${name} 的录制脚本${suggest(wanted, known)}`,
      `脚本放在课文旁边：docs/${wanted}${SCRIPT}。`,
    );
  });
  return [...new Set(picked)];
}

/** A lab of the same needs, for whoever makes machines ready: its own lab, or one without steps. */
export function labOf({ lesson, script, definition }: Transcript, labs: readonly Lab[]): Lab {
  if (definition.lab !== undefined) return findLab(labs, definition.lab);
  const machine = definition.machine ?? machineSchema.parse({});
  return {
    id: lesson,
    // Of a folder beside the lesson with its name, files/ is copied into the machine, as it is for labs.
    dir: script.slice(0, -SCRIPT.length),
    definition: { format: 1, title: lesson, machine, steps: [] },
  };
}

/** What `run` became when bash had split it: without its blank lines and comments. */
const essence = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
    .join('\n');

/** Why the recorded block can't stand for this definition: never recorded, or recorded of other commands. */
export function staleness(
  block: BlockDefinition,
  recording: Recording | undefined,
): 'missing' | 'changed' | undefined {
  const stored = recording?.blocks[block.id];
  if (!stored) return 'missing';
  const typed = essence(stored.map(({ command }) => command).join('\n'));
  const sameInput = JSON.stringify(block.input) === JSON.stringify(stored.at(-1)?.input);
  return typed === essence(block.run) && sameInput ? undefined : 'changed';
}

export const shownBlocks = ({ definition }: Transcript): BlockDefinition[] =>
  definition.blocks.filter(({ hidden }) => !hidden);

/** What the pages may show, by id. Throws UserError at a block that was not recorded since it was changed. */
export function consoleBlocks(transcript: Transcript): ReadonlyMap<string, ConsoleBlock> {
  const recording = readRecording(transcript.recording);
  const problems = [...transcript.definition.blocks.entries()].flatMap(([index, block]) => {
    const stale = block.hidden ? undefined : staleness(block, recording);
    if (!stale) return [];
    const why = stale === 'missing' ? '还没有录制' : '改过以后还没有重新录制';
    return [`  ${transcript.place(['blocks', index, 'id'])} 这一段（${block.id}）${why}`];
  });
  if (problems.length > 0) {
    throw new UserError(
      `课文里的终端输出还没有录好：\n${problems.join('\n')}`,
      `运行 npm run lab -- record ${transcript.lesson}`,
    );
  }
  const blocks = shownBlocks(transcript).map((block): [string, ConsoleBlock] => {
    const commands: readonly ConsoleCommand[] = recording!.blocks[block.id]!;
    const shown = commands.map((command) => ({ ...command, output: elide(command.output, block.lines) }));
    return [block.id, { id: block.id, commands: shown }];
  });
  return new Map(blocks);
}

function readScript(root: string, script: string): { transcript?: Transcript; problems: readonly Problem[] } {
  const { definition, problems, place } = readTranscriptDefinition(script, readFileSync(script, 'utf8'));
  if (!definition) return { problems };
  const base = script.slice(0, -SCRIPT.length);
  const transcript: Transcript = {
    lesson: path.relative(root, base),
    script,
    recording: base + RECORDING,
    definition,
    place: (at) => formatPlace(place(at)),
  };
  return { transcript, problems: [] };
}

const scriptError = (problems: readonly Problem[]): UserError =>
  problemsError(problems, '录制脚本里', '格式见 README.md 的“课文里的终端输出”。');
