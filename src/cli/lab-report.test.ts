import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabTestEvent } from '../engine/lab-test.ts';
import { linesFor, summaryLine } from './lab-print.ts';
import { jsonReport, junitReport, writeReport } from './lab-report.ts';
import { collect } from './lab-results.ts';

const result = { type: 'result', lab: 'ch1/a', step: 'run', durationMs: 1500 } as const;
const events: LabTestEvent[] = [
  { type: 'skipped', lab: 'ch0/z', title: '没有变' },
  { type: 'lab', lab: 'ch1/a', title: '引号 " 和 <尖括号> &', machines: 2 },
  {
    ...result,
    trial: { kind: 'fresh' },
    verdict: { outcome: 'failed', check: 0, reason: '没有。' },
    surprise: undefined,
  },
  {
    ...result,
    trial: { kind: 'wrong', name: 'a', file: 'labs/ch1/a/wrong/run.a.sh' },
    verdict: { outcome: 'passed' },
    surprise: {
      place: 'labs/ch1/a/wrong/run.a.sh:1:1',
      message: '通过了 <b>"&\n第二行',
      screen: 'root@matou:~# printf "\x1b[31m"\x00 ]]> \u{1f6a2}',
      flaky: true,
    },
  },
  { type: 'done', lab: 'ch1/a', results: 2, surprises: 1, durationMs: 3000 },
];
const collected = { ...collect(events), durationMs: 4000, stopped: false };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'matou-report-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** What an independent reader makes of it; python3 is there wherever the packages were compiled. */
async function readXml(text: string): Promise<Record<string, string>[]> {
  const file = path.join(dir, 'report.xml');
  await writeReport(file, text, () => expect.unreachable());
  const script =
    'import json,sys,xml.etree.ElementTree as t; print(json.dumps([dict(e.attrib, tag=e.tag, text=e.text or "") for e in t.parse(sys.argv[1]).iter()]))';
  return JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as Record<
    string,
    string
  >[];
}

test('JUnit: whatever a screen shows, it is XML that others can read', async () => {
  expect(await readXml(junitReport(collected))).toMatchObject([
    { tag: 'testsuites', name: 'labs', tests: '3', failures: '1', skipped: '1', time: '4.000' },
    { tag: 'testsuite', name: 'ch0/z', tests: '1', skipped: '1' },
    { tag: 'testcase', classname: 'ch0/z', name: '没有变' },
    { tag: 'skipped' },
    { tag: 'testsuite', name: 'ch1/a', tests: '2', failures: '1', time: '3.000' },
    { tag: 'testcase', name: 'run 全新的实验机上不动手，被检查 1 拦下', time: '1.500' },
    { tag: 'testcase', name: 'run 错误的做法 a', file: 'labs/ch1/a/wrong/run.a.sh', line: '1' },
    {
      tag: 'failure',
      type: 'flaky',
      message: 'labs/ch1/a/wrong/run.a.sh:1:1 通过了 <b>"&\n第二行',
      text: 'root@matou:~# printf "[31m" ]]> \u{1f6a2}',
    },
  ]);
});

test('JSON: everything that was told', async () => {
  const file = path.join(dir, 'new', 'report.json');
  await writeReport(file, jsonReport(collected), () => expect.unreachable());
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    labs: [
      { id: 'ch0/z', skipped: true, results: [] },
      {
        id: 'ch1/a',
        skipped: false,
        results: [
          { step: 'run', trial: { kind: 'fresh' }, verdict: { outcome: 'failed' } },
          { trial: { kind: 'wrong' }, surprise: { flaky: true, place: 'labs/ch1/a/wrong/run.a.sh:1:1' } },
        ],
      },
    ],
    results: 2,
    surprises: 1,
    stopped: false,
  });
});

test('for people: skipped labs are said, surprises have their place and the screen', () => {
  const lines = [...events.flatMap(linesFor), summaryLine(collected, 2)];
  expect(lines[0]).toBe('ch0/z 没有变：上次通过以后没有变，跳过（要重新运行：--fresh）');
  expect(lines).toContain('  ✗ run 错误的做法 a 1.5 秒');
  expect(lines).toContain('      labs/ch1/a/wrong/run.a.sh:1:1 通过了 <b>"&\n第二行');
  expect(lines.at(-2)).toMatch(/^ {6}│ root@matou/);
  expect(lines.at(-1)).toBe('2 个实验（跳过 1 个），2 项：1 项出乎意料，用时 4.0 秒。');
  expect(summaryLine({ ...collected, surprises: 0, stopped: true }, 2)).toContain('没有做完');
});
