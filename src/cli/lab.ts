import type { Command } from 'commander';
import { lintLab, testLab } from '../engine/lab-test.ts';
import type { LabTestEvent, LabTestResult, Workshop } from '../engine/lab-test.ts';
import { findLab, loadLabs } from '../engine/labs.ts';
import type { Lab } from '../engine/labs.ts';
import { UserError } from '../shared/errors.ts';

export interface LabCommandDeps {
  readonly labsDir: string;
  /** Opened by `lab test` only: `lab lint` needs no engine. */
  openWorkshop(): Promise<Workshop & AsyncDisposable>;
  readonly print: (line: string) => void;
}

/** `lab test [id…]` and `lab lint [id…]`; exit code 1 on any surprise. */
export function registerLabCommands(program: Command, deps: LabCommandDeps): void {
  const lab = program.command('lab').description('实验的作者用的命令');

  lab
    .command('test')
    .description('在真的实验机上证明实验：不动手要没通过，错误的做法要被拦下，参考解法要通过')
    .argument('[id...]', '实验的编号，例如 ch4/hello-world；不写就是全部')
    .action(async (ids: string[]) => {
      const labs = await pick(deps.labsDir, ids);
      await using workshop = await deps.openWorkshop();
      const surprises = await testAll(labs, workshop, deps.print);
      if (surprises > 0) process.exitCode = 1;
    });

  lab
    .command('lint')
    .description('不用实验机，看实验的文件写得对不对')
    .argument('[id...]', '实验的编号；不写就是全部')
    .action(async (ids: string[]) => {
      const labs = await pick(deps.labsDir, ids);
      for (const each of labs) await lintLab(each);
      deps.print(`${labs.length} 个实验的文件都没有问题。`);
    });
}

/** Resolves with the number of surprises. */
async function testAll(
  labs: readonly Lab[],
  workshop: Workshop,
  print: LabCommandDeps['print'],
): Promise<number> {
  const start = performance.now();
  let surprises = 0;
  let results = 0;
  for (const lab of labs) {
    for await (const event of testLab(lab, workshop)) {
      for (const line of linesFor(event)) print(line);
      if (event.type === 'done') {
        surprises += event.surprises;
        results += event.results;
      }
    }
  }
  const outcome = surprises === 0 ? '全部符合预期' : `${surprises} 项出乎意料`;
  print(`${labs.length} 个实验，${results} 项：${outcome}，用时 ${seconds(performance.now() - start)}。`);
  return surprises;
}

function linesFor(event: LabTestEvent): string[] {
  switch (event.type) {
    case 'lab':
      return [`${event.lab} ${event.title}（要用 ${event.machines} 台实验机）`];
    case 'result':
      return resultLines(event);
    case 'done':
      return [];
  }
}

function resultLines(result: LabTestResult): string[] {
  const { surprise } = result;
  const lines = [
    `  ${surprise ? '✗' : '✓'} ${result.step} ${trialText(result)} ${seconds(result.durationMs)}`,
  ];
  if (surprise) {
    lines.push(`      ${surprise.place} ${surprise.message}`);
    for (const line of surprise.screen?.split('\n') ?? []) lines.push(`      │ ${line}`);
  }
  return lines;
}

function trialText({ trial, verdict, surprise }: LabTestResult): string {
  const by = verdict?.outcome === 'failed' && !surprise ? `，被检查 ${verdict.check + 1} 拦下` : '';
  switch (trial.kind) {
    case 'fresh':
      return `全新的实验机上不动手${by}`;
    case 'untouched':
      return `做完前面的步骤后不动手${by}`;
    case 'wrong':
      return `错误的做法 ${trial.name}${by}`;
    case 'solution':
      return `参考解法${surprise ? '' : '，通过'}`;
    case 'coverage':
      return `检查 ${trial.check + 1} 从没失败过`;
  }
}

async function pick(labsDir: string, ids: readonly string[]): Promise<Lab[]> {
  const labs = await loadLabs(labsDir);
  if (labs.length === 0) throw new UserError('还没有任何实验。', '实验写在 labs/<章>/<实验>/lab.yaml。');
  return ids.length === 0 ? labs : ids.map((id) => findLab(labs, id));
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} 秒`;
