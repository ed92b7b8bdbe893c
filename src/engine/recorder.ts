/**
 * Records the consoles of lessons on real machines, and finds out whether what was recorded still holds.
 * Knows nothing about where machines come from or how results are shown.
 */
import path from 'node:path';
import pLimit from 'p-limit';
import type { ConsoleCommand } from '../shared/console.ts';
import { compareBlock } from './recorder/compare.ts';
import { prepareTranscript, runTranscript } from './recorder/run.ts';
import type { PreparedTranscript, Run, Trouble } from './recorder/run.ts';
import type { Workshop } from './lab-test.ts';
import type { Lab } from './labs.ts';
import { contentKey, ENGINE_PATHS } from './pass-cache.ts';
import type { PassCache } from './pass-cache.ts';
import { labOf, readRecording, shownBlocks, staleness, writeRecording } from './transcripts.ts';
import type { Recording, Transcript } from './transcripts.ts';

export type { Trouble } from './recorder/run.ts';

export interface BlockRecord {
  readonly id: string;
  /** kept: what was stored still holds, and stays as it is. refused: two runs differ, nothing was stored. */
  readonly outcome: 'new' | 'changed' | 'kept' | 'refused';
}

export interface RecordResult {
  readonly transcript: Transcript;
  readonly blocks: readonly BlockRecord[];
  readonly troubles: readonly Trouble[];
  readonly durationMs: number;
}

export interface CompareResult {
  readonly transcript: Transcript;
  /** Its last pass was of the same files: not run again. */
  readonly skipped: boolean;
  readonly troubles: readonly Trouble[];
  readonly durationMs: number;
}

export interface Passes {
  has(transcript: Transcript): boolean;
  add(transcript: Transcript): void;
}

/** Machines at a time. */
export const DEFAULT_JOBS = 2;

export interface Options {
  readonly labs: readonly Lab[];
  readonly jobs?: number;
}

/**
 * Runs each twice, on two fresh machines, and stores what is the same in both but for the masks. `fresh`: also what was
 * stored before and still holds. Results come as they are ready.
 */
export async function* recordTranscripts(
  transcripts: readonly Transcript[],
  workshop: Workshop,
  { labs, jobs = DEFAULT_JOBS, fresh = false, today }: Options & { fresh?: boolean; today: string },
): AsyncGenerator<RecordResult> {
  const prepared = await prepareAll(transcripts, labs);
  const lane = pLimit(jobs);
  yield* asReady(
    prepared.map(async (each): Promise<RecordResult> => {
      const start = performance.now();
      const [first, second] = await together(
        () => lane(() => runTranscript(each, workshop)),
        () => lane(() => runTranscript(each, workshop)),
      );
      return { ...store(each, first, second, fresh, today), durationMs: performance.now() - start };
    }),
  );
}

/** Runs each once and compares with what was recorded. `passes` may know that nothing changed since it last passed. */
export async function* compareTranscripts(
  transcripts: readonly Transcript[],
  workshop: Workshop,
  {
    labs,
    jobs = DEFAULT_JOBS,
    passes,
  }: Options & {
    passes?: Passes | undefined;
  },
): AsyncGenerator<CompareResult> {
  const lane = pLimit(jobs);
  const done = (transcript: Transcript, troubles: readonly Trouble[], start: number): CompareResult => {
    if (troubles.length === 0) passes?.add(transcript);
    return { transcript, skipped: false, troubles, durationMs: performance.now() - start };
  };
  const due = transcripts.filter((transcript) => !passes?.has(transcript));
  for (const transcript of transcripts) {
    if (!due.includes(transcript)) yield { transcript, skipped: true, troubles: [], durationMs: 0 };
  }
  const prepared = await prepareAll(due, labs);
  yield* asReady(
    prepared.map(async (each): Promise<CompareResult> => {
      const recording = readRecording(each.transcript.recording);
      const stale = staleBlocks(each, recording);
      if (stale.length > 0) return done(each.transcript, stale, performance.now());
      return lane(async () => {
        const start = performance.now();
        const run = await runTranscript(each, workshop);
        return done(each.transcript, differences(each, recording!, run), start);
      });
    }),
  );
}

function store(
  { transcript, blocks }: PreparedTranscript,
  first: Run,
  second: Run,
  fresh: boolean,
  today: string,
): Omit<RecordResult, 'durationMs'> {
  const stored = readRecording(transcript.recording);
  const troubles: Trouble[] = [];
  const failed = first.trouble ?? second.trouble;
  if (failed) troubles.push(failed);
  const records: BlockRecord[] = [];
  const now: Record<string, readonly ConsoleCommand[]> = {};
  for (const { definition, place } of blocks) {
    const { id } = definition;
    if (definition.hidden) continue;
    const before = stored?.blocks[id];
    const [one, two] = [first.blocks.get(id), second.blocks.get(id)];
    const differs = one && two ? compareBlock(definition, one, two) : [];
    if (differs.length > 0) {
      const message = `两台新的实验机上，第 ${differs[0]!.index + 1} 条命令 ${differs[0]!.command} 的输出不一样，没有录制。用 mask 遮住不同的部分，用 lines 省去，或让命令的输出固定下来；实在没法比较，写 unstable: true 和 why`;
      troubles.push({ place, block: id, message, details: differs.flatMap(({ lines }) => lines) });
    }
    if (!one || !two || differs.length > 0) {
      records.push({ id, outcome: 'refused' });
      if (before) now[id] = before;
      continue;
    }
    const holds =
      before && !staleness(definition, stored) && compareBlock(definition, before, one).length === 0;
    records.push({ id, outcome: !before ? 'new' : holds && !fresh ? 'kept' : 'changed' });
    now[id] = holds && !fresh ? before : one;
  }
  const { docker, debian } = first;
  const same =
    stored &&
    JSON.stringify([stored.docker, stored.debian, stored.blocks]) === JSON.stringify([docker, debian, now]);
  if (!same && first.blocks.size > 0) {
    writeRecording(transcript.recording, { recorded: today, docker, debian, blocks: now });
  }
  return { transcript, blocks: records, troubles };
}

function differences({ transcript, blocks }: PreparedTranscript, recording: Recording, run: Run): Trouble[] {
  const troubles = blocks.flatMap(({ definition, place }): Trouble[] => {
    const now = run.blocks.get(definition.id);
    if (definition.hidden || !now) return [];
    return compareBlock(definition, recording.blocks[definition.id]!, now).map(
      ({ index, command, lines }) => ({
        place,
        block: definition.id,
        message: `第 ${index + 1} 条命令 ${command} 的输出和课文里的不一样了（- 课文，+ 现在）。是有意的改动，就 npm run lab -- record ${transcript.lesson}，再读一遍课文；每次运行都不同，就加 mask`,
        details: lines,
      }),
    );
  });
  return run.trouble ? [...troubles, run.trouble] : troubles;
}

function staleBlocks(
  { transcript, blocks }: PreparedTranscript,
  recording: Recording | undefined,
): Trouble[] {
  return blocks.flatMap(({ definition, place }): Trouble[] => {
    const stale = definition.hidden ? undefined : staleness(definition, recording);
    if (!stale) return [];
    const why = stale === 'missing' ? '还没有录制过' : '改过以后还没有重新录制';
    const message = `${why}：npm run lab -- record ${transcript.lesson}`;
    return [{ place, block: definition.id, message, details: [] }];
  });
}

/** A transcript passes again without a run while its files, its lab's, the images and the engine are what they were. */
export function passesOf(root: string, labs: readonly Lab[], cache: PassCache): Passes {
  const shared = contentKey(root, ENGINE_PATHS);
  const key = (transcript: Transcript): string => {
    const own = [transcript.script, transcript.recording, path.join(labOf(transcript, labs).dir, 'files')];
    const lab = labOf(transcript, labs).definition.machine;
    return `${shared}-${contentKey(root, own)}-${JSON.stringify(lab)}`;
  };
  const name = (transcript: Transcript): string => `transcript ${transcript.lesson}`;
  return {
    has: (transcript) => cache.has(name(transcript), key(transcript)),
    add: (transcript) => cache.add(name(transcript), key(transcript)),
  };
}

/** Whether `record` has anything to do. */
export function needsRecording(transcript: Transcript): boolean {
  const recording = readRecording(transcript.recording);
  const shown = shownBlocks(transcript);
  const extra = Object.keys(recording?.blocks ?? {}).length > shown.length;
  return extra || shown.some((block) => staleness(block, recording));
}

const prepareAll = (
  transcripts: readonly Transcript[],
  labs: readonly Lab[],
): Promise<PreparedTranscript[]> =>
  Promise.all(transcripts.map((each) => prepareTranscript(each, labOf(each, labs))));

/** Both, though one may fail: a machine that is being made can't be left behind. */
async function together<T>(one: () => Promise<T>, other: () => Promise<T>): Promise<[T, T]> {
  const [first, second] = await Promise.allSettled([one(), other()]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}

async function* asReady<T>(works: readonly Promise<T>[]): AsyncGenerator<T> {
  const left = new Map(works.map((work, index) => [index, work.then((value) => ({ index, value }))]));
  try {
    while (left.size > 0) {
      const { index, value } = await Promise.race(left.values());
      left.delete(index);
      yield value;
    }
  } finally {
    await Promise.allSettled(left.values());
  }
}
