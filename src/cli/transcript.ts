import { join } from 'node:path';
import type { Command } from 'commander';
import { loadLabs } from '../engine/labs.ts';
import type { Workshop } from '../engine/lab-test.ts';
import { openPassCache, passCacheFile } from '../engine/pass-cache.ts';
import {
  compareTranscripts,
  DEFAULT_JOBS,
  needsRecording,
  passesOf,
  recordTranscripts,
} from '../engine/recorder.ts';
import type { BlockRecord, Trouble } from '../engine/recorder.ts';
import { loadTranscripts, pickTranscripts } from '../engine/transcripts.ts';
import type { Transcript } from '../engine/transcripts.ts';
import { UserError } from '../shared/errors.ts';

export interface TranscriptCommandDeps {
  readonly root: string;
  /** The data directory: what passed last is remembered there. */
  home(): string;
  openWorkshop(): Promise<Workshop & AsyncDisposable>;
  readonly print: (line: string) => void;
}

interface Flags {
  readonly jobs: string;
  readonly all?: true;
  readonly fresh?: true;
}

/** `lab record [lesson…]` and `lab transcripts [lesson…]`; exit code 1 where an author has to look. */
export function registerTranscriptCommands(program: Command, deps: TranscriptCommandDeps): void {
  const { print } = deps;
  const lab = program.commands.find((command) => command.name() === 'lab')!;
  const jobs = ['--jobs <台>', '同时用几台实验机', String(DEFAULT_JOBS)] as const;

  lab
    .command('record')
    .description('在真的实验机上运行课文的录制脚本，把终端输出存到课文旁边')
    .argument('[课...]', '课文，例如 ch4-images/first-container；不写就是还没录、或者改过的')
    .option(...jobs)
    .option('--all', '全部重新运行')
    .option('--fresh', '没有变的也换成这一次的输出')
    .action(async (names: string[], flags: Flags) => {
      const all = load(deps.root);
      const picked = pickTranscripts(all, names);
      const due = names.length > 0 || flags.all ? picked : picked.filter(needsRecording);
      if (due.length === 0) {
        print('没有要录制的：每一段都录过，脚本也没有改过。全部重新运行用 --all。');
        return;
      }
      const labs = await loadLabs(join(deps.root, 'labs'));
      await using workshop = await deps.openWorkshop();
      const start = performance.now();
      let troubles = 0;
      const options = { labs, jobs: count(flags.jobs), fresh: flags.fresh === true, today: today() };
      for await (const result of recordTranscripts(due, workshop, options)) {
        print(`${result.transcript.lesson}  ${seconds(result.durationMs)}`);
        for (const block of result.blocks) print(`  ${recordText(block)}`);
        for (const line of result.troubles.flatMap(troubleLines)) print(line);
        troubles += result.troubles.length;
      }
      const outcome = troubles === 0 ? '都录好了' : `${troubles} 处要看`;
      print(`${due.length} 课：${outcome}，用时 ${seconds(performance.now() - start)}。`);
      if (troubles > 0) process.exitCode = 1;
    });

  lab
    .command('transcripts')
    .description('重新运行课文的录制脚本，看录下来的终端输出还对不对')
    .argument('[课...]', '课文，例如 ch4-images/first-container；不写就是全部')
    .option(...jobs)
    .option('--all', '上次通过以后没有变的，也重新运行')
    .action(async (names: string[], flags: Flags) => {
      const picked = pickTranscripts(load(deps.root), names);
      const labs = await loadLabs(join(deps.root, 'labs'));
      const passes = flags.all
        ? undefined
        : passesOf(deps.root, labs, openPassCache(passCacheFile(deps.home())));
      await using workshop = new LazyWorkshop(() => deps.openWorkshop());
      const start = performance.now();
      let troubles = 0;
      for await (const result of compareTranscripts(picked, workshop, {
        labs,
        jobs: count(flags.jobs),
        passes,
      })) {
        const { transcript, skipped } = result;
        const mark = result.troubles.length > 0 ? '✗' : '✓';
        print(
          `${mark} ${transcript.lesson}  ${skipped ? '上次通过以后没有变，跳过' : seconds(result.durationMs)}`,
        );
        for (const line of result.troubles.flatMap(troubleLines)) print(line);
        troubles += result.troubles.length;
      }
      const outcome = troubles === 0 ? '录下来的输出都还对' : `${troubles} 处不对`;
      print(`${picked.length} 课：${outcome}，用时 ${seconds(performance.now() - start)}。`);
      if (troubles > 0) process.exitCode = 1;
    });
}

/** No engine is started where everything is skipped. */
class LazyWorkshop implements Workshop, AsyncDisposable {
  #opened: Promise<Workshop & AsyncDisposable> | undefined;

  constructor(readonly open: () => Promise<Workshop & AsyncDisposable>) {}

  readonly takeMachine: Workshop['takeMachine'] = async (lab) =>
    (await (this.#opened ??= this.open())).takeMachine(lab);

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  }
}

function load(root: string): Transcript[] {
  const all = loadTranscripts(join(root, 'docs'));
  if (all.length > 0) return all;
  throw new UserError('还没有任何录制脚本。', '脚本放在课文旁边，叫 docs/<章>/<课>.console.yaml。');
}

const RECORD_TEXTS: Record<BlockRecord['outcome'], string> = {
  new: '+ 录好了',
  changed: '~ 换成了新的输出',
  kept: '= 没有变',
  refused: '✗ 没有录制',
};
const recordText = ({ id, outcome }: BlockRecord): string => `${RECORD_TEXTS[outcome]}  ${id}`;

export function troubleLines({ place, block, message, details }: Trouble): string[] {
  return [`  ✗ ${block}  ${place}`, `    ${message}`, ...details.map((line) => `      ${line}`)];
}

function count(text: string): number {
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 20) return jobs;
  throw new UserError(`--jobs ${text}：要是 1 到 20 的整数。`, '两个 CPU 的机器上，2 台最合适。');
}

const today = (): string => new Date().toISOString().slice(0, 10);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} 秒`;
