import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabTestResult } from '../engine/lab-test.ts';
import { trialText } from './lab-print.ts';
import type { Collected, CollectedLab } from './lab-results.ts';

/** For machines to read; times in milliseconds. */
export function jsonReport({ labs, results, surprises, durationMs, stopped }: Collected): string {
  const report = {
    labs: labs.map(({ results: mine, ...lab }) => ({
      ...lab,
      results: mine.map(({ type: _type, lab: _lab, ...result }) => result),
    })),
    results,
    surprises,
    durationMs,
    stopped,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** One suite for each lab, one case for each trial. */
export function junitReport({ labs, results, surprises, durationMs }: Collected): string {
  const skipped = labs.filter((lab) => lab.skipped).length;
  const total = { tests: results + skipped, failures: surprises, skipped, time: durationMs };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: 'labs', ...total })}>`,
    ...labs.flatMap(suite),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite({ id, title, skipped, results }: CollectedLab): string[] {
  if (skipped) {
    return [
      `  <testsuite ${attributes({ name: id, tests: 1, failures: 0, skipped: 1, time: 0 })}>`,
      `    <testcase ${attributes({ classname: id, name: title })}><skipped message="上次通过以后没有变"/></testcase>`,
      '  </testsuite>',
    ];
  }
  const failures = results.filter(({ surprise }) => surprise).length;
  const time = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    `  <testsuite ${attributes({ name: id, tests: results.length, failures, skipped: 0, time })}>`,
    ...results.flatMap(testCase),
    '  </testsuite>',
  ];
}

function testCase(result: LabTestResult): string[] {
  const { lab, step, surprise, durationMs } = result;
  const name = `${step} ${trialText(result)}`;
  if (!surprise) return [`    <testcase ${attributes({ classname: lab, name, time: durationMs })}/>`];
  const [, file, line] = /^(.*):(\d+):\d+$/.exec(surprise.place) ?? [];
  const { place, message, screen, flaky } = surprise;
  return [
    `    <testcase ${attributes({ classname: lab, name, file, line, time: durationMs })}>`,
    `      <failure ${attributes({ type: flaky ? 'flaky' : 'surprise', message: `${place} ${message}` })}>${escape(screen ?? '')}</failure>`,
    '    </testcase>',
  ];
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const text = key === 'time' ? (Number(value) / 1000).toFixed(3) : String(value);
      return `${key}="${escape(text)}"`;
    })
    .join(' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** What XML 1.0 can't hold at all, control characters of a terminal, goes. */
function escape(text: string): string {
  return text
    .replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replaceAll(/[&<>"\n]/g, (character) => ENTITIES[character]!);
}

/** `true`: printed. A folder that is missing is made. */
export async function writeReport(
  to: string | true,
  text: string,
  print: (line: string) => void,
): Promise<void> {
  if (to === true) {
    print(text.trimEnd());
    return;
  }
  await mkdir(path.dirname(path.resolve(to)), { recursive: true });
  await writeFile(to, text);
}
