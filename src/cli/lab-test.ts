import { resolve } from 'node:path';
import type { Command } from 'commander';
import { defaultJobs, labPasses, refuseBadLabs, testLabs } from '../engine/lab-test.ts';
import type { LabTestEvent } from '../engine/lab-test.ts';
import type { Lab } from '../engine/labs.ts';
import { openPassCache, passCacheFile } from '../engine/pass-cache.ts';
import type { LabCommandDeps } from './lab-deps.ts';
import { IDS_ARGUMENT, LABS_OPTION, pickLabs } from './lab-pick.ts';
import { linesFor, seconds, summaryLine } from './lab-print.ts';
import { jsonReport, junitReport, writeReport } from './lab-report.ts';
import { collect } from './lab-results.ts';
import { UserError } from '../shared/errors.ts';
import { consoleReport } from './steps.ts';
import { stopSignal, until } from './stopping.ts';

interface Flags {
  readonly jobs?: number;
  readonly repeat?: number;
  readonly only?: string;
  readonly failFast?: true;
  readonly fresh?: true;
  readonly json?: string | true;
  readonly junit?: string;
  readonly labs?: string;
}

/** `lab test [id…]`; exit code 1 on any surprise. */
export function registerLabTest(lab: Command, deps: LabCommandDeps): void {
  lab
    .command('test')
    .description('在真的实验机上证明实验：不动手要没通过，错误的做法要被拦下，参考解法要通过')
    .argument(...IDS_ARGUMENT)
    .option('--jobs <台>', `同时用几台实验机；看这台机器的核数和内存，默认 ${defaultJobs()}`, count('--jobs'))
    .option('--repeat <次>', '每一项做几次，结果不一样就是不稳定；默认 1，写实验时用 2', count('--repeat'))
    .option('--only <步骤>', '只看这一步')
    .option('--fail-fast', '遇到第一个意外就停下')
    .option('--fresh', '上次通过以后没有变的，也重新运行')
    .option('--json [文件]', '结果写成 JSON；不写文件就打印出来')
    .option('--junit <文件>', '结果写成 JUnit 的 XML')
    .option(...LABS_OPTION)
    .action(async (ids: string[], flags: Flags) => {
      const start = performance.now();
      const { jobs = defaultJobs(), repeat = 1, only } = flags;
      const toStdout = flags.json === true;
      const out = toStdout ? process.stderr : process.stdout;
      const print = toStdout ? (line: string) => void process.stderr.write(`${line}\n`) : deps.print;
      const labs = await pickLabs(resolve(flags.labs ?? deps.labsDir), ids);
      await refuseBadLabs(labs);
      const passes = await labPasses(deps.root, openPassCache(passCacheFile(deps.home())));
      // Whoever asks for repetitions, or for one step, wants to see it.
      const asked = flags.fresh || repeat > 1 || only !== undefined;
      const has = (lab: Lab): boolean => !asked && passes.has(lab);
      const due = labs.filter((lab) => !has(lab));

      const signal = stopSignal(() => print('\n正在停下：收走实验机，关闭宿主引擎 …'));
      const report = until(signal, consoleReport(out));
      const progress = progressLine(out);
      const events: LabTestEvent[] = [];
      try {
        await using workshop =
          due.length === 0
            ? undefined
            : await deps.openWorkshop({ labs: due, warm: Math.min(jobs, 2), report });
        const options = {
          jobs,
          repeat,
          only,
          failFast: flags.failFast === true,
          signal,
          passes: { has, add: (lab: Lab) => passes.add(lab) },
          onResult: progress.add,
        };
        for await (const event of testLabs(labs, workshop ?? NO_WORKSHOP, options)) {
          events.push(event);
          progress.clear();
          for (const line of linesFor(event)) print(line);
        }
      } catch (error) {
        if (!signal.aborted) throw error; // whatever failed now, failed because of the stop
      }
      progress.clear();
      const collected = {
        ...collect(events),
        durationMs: performance.now() - start,
        stopped: signal.aborted,
      };
      if (flags.json !== undefined) await writeReport(flags.json, jsonReport(collected), deps.print);
      if (flags.junit !== undefined) await writeReport(flags.junit, junitReport(collected), deps.print);
      print(summaryLine(collected, labs.length));
      if (collected.surprises > 0 || signal.aborted) process.exitCode = 1;
    });
}

/** Nothing takes a machine of it. */
const NO_WORKSHOP = { takeMachine: () => Promise.reject(new Error('every lab was skipped')) };

const count =
  (option: string) =>
  (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= 100) return value;
    throw new UserError(`${option} 不能是 ${text}。`, '写 1 到 100 的整数。');
  };

/** How far it is, in place, where somebody watches. */
function progressLine(out: NodeJS.WriteStream) {
  const start = performance.now();
  let done = 0;
  return {
    add: () => {
      done += 1;
      if (out.isTTY) out.write(`\r\x1b[K  做完 ${done} 项，${seconds(performance.now() - start)} …`);
    },
    clear: () => {
      if (out.isTTY) out.write('\r\x1b[K');
    },
  };
}
