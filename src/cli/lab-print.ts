import type { LabTestEvent, LabTestResult } from '../engine/lab-test.ts';
import type { Collected } from './lab-results.ts';

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} 秒`;

export function linesFor(event: LabTestEvent): string[] {
  switch (event.type) {
    case 'lab':
      return [`${event.lab} ${event.title}（要用 ${event.machines} 台实验机）`];
    case 'skipped':
      return [`${event.lab} ${event.title}：上次通过以后没有变，跳过（要重新运行：--fresh）`];
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

/** What was tried, and where all was as it should be, how it went. */
export function trialText({ trial, verdict, surprise }: LabTestResult): string {
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
    case 'machine':
      return '准备实验机';
  }
}

export function summaryLine(
  { labs, results, surprises, durationMs, stopped }: Collected,
  wanted: number,
): string {
  const skipped = labs.filter((lab) => lab.skipped).length;
  const parts = [
    `${wanted} 个实验${skipped > 0 ? `（跳过 ${skipped} 个）` : ''}，${results} 项`,
    surprises === 0 ? (stopped ? '没有做完' : '全部符合预期') : `${surprises} 项出乎意料`,
  ];
  return `${parts.join('：')}，用时 ${seconds(durationMs)}。`;
}
