import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { installPackages, missingPackages, onPath } from '../engine/host.ts';
import { inCi, testHome } from '../server/config.ts';
import { UserError } from '../shared/errors.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const RESULTS = 'test-results';

/** `npm test`: all the set-up, then every test; its last line counts them all. */
export function registerTest(program: Command, root: string): void {
  program
    .command('test')
    .description('准备好一切，运行全部测试')
    .option('--only <类别>', 'static、unit、docker 或 e2e')
    .action(async ({ only }: { only?: string }) => {
      const results = join(root, RESULTS);
      rmSync(results, { recursive: true, force: true });
      mkdirSync(results, { recursive: true });
      await preparePackages(only);
      const wants = (kind: string): boolean => only === undefined || only === kind;
      const counts: Counts[] = [];
      const bin = (name: string): string => join(root, 'node_modules/.bin', name);
      if (wants('static')) {
        // Side by side: each keeps no more than one core busy.
        const checks = [
          ['类型', bin('tsc'), '--noEmit'],
          ['代码规则', bin('eslint'), '.'],
          ['格式', bin('prettier'), '--check', '--log-level', 'warn', '.'],
        ].map(([title, ...argv]) => timed(title!, argv, root, { aside: true }));
        for (const ok of await Promise.all(checks))
          counts.push({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
      }
      for (const project of ['unit', 'docker'].filter(wants)) {
        const file = join(results, `${project}.json`);
        await timed(
          `vitest ${project}`,
          [
            bin('vitest'),
            'run',
            '--project',
            project,
            '--reporter=default',
            '--reporter=json',
            `--outputFile.json=${file}`,
          ],
          root,
        );
        counts.push(vitestCounts(file));
      }
      if (wants('e2e')) {
        await timed('playwright', [bin('playwright'), 'test'], root);
        counts.push(playwrightCounts(join(results, 'e2e.json')));
      }
      // Elsewhere it keeps the images, and the next run is quicker.
      if (inCi()) rmSync(testHome(), { recursive: true, force: true });
      const sum = (key: keyof Counts): number => counts.reduce((n, c) => n + c[key], 0);
      if (sum('skipped') > 0)
        console.log(`\n!!! 有 ${sum('skipped')} 个测试被跳过：这台机器上没有 root 或引擎 !!!`);
      console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
      if (sum('failed') > 0 || sum('passed') === 0) process.exitCode = 1;
    });
}

/** What tests need besides what the course needs: a browser, and fonts without which every screenshot lies. */
async function preparePackages(only: string | undefined): Promise<void> {
  const wantsBrowser = only === undefined || only === 'e2e';
  const hasFonts = existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc');
  const missing = [
    ...(only === 'static' || only === 'unit' ? [] : missingPackages()),
    ...(wantsBrowser && !onPath('chromium') ? ['chromium'] : []),
    ...(wantsBrowser && !hasFonts ? ['fonts-noto-cjk'] : []),
  ];
  if (missing.length === 0) return;
  console.log(`▸ 安装 ${missing.join('、')} …`);
  const began = Date.now();
  try {
    await installPackages(missing, () => {});
  } catch (error) {
    if (!(error instanceof UserError) || process.getuid?.() === 0) throw error;
    console.log(`!!! ${error.what} 需要它们的测试会被跳过或失败。!!!`); // without root, what can run still runs
    return;
  }
  console.log(`✔ 系统软件包  ${((Date.now() - began) / 1000).toFixed(1)} 秒`);
}

/** `aside`: beside others, so what it prints comes in one piece at its end. */
async function timed(
  title: string,
  [file, ...args]: readonly string[],
  cwd: string,
  { aside = false } = {},
): Promise<boolean> {
  if (!aside) console.log(`\n▸ ${title}`);
  const began = Date.now();
  const output = aside ? 'pipe' : 'inherit';
  const child = spawn(file!, args, { cwd, stdio: ['ignore', output, output] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`${said}${code === 0 ? '✔' : '✘'} ${title}  ${seconds} 秒`);
  return code === 0;
}

const CRASHED: Counts = { passed: 0, failed: 1, skipped: 0 };

function vitestCounts(file: string): Counts {
  if (!existsSync(file)) return CRASHED;
  const { success, numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(file, 'utf8'),
  ) as Record<string, number>;
  const failed = numFailedTests ?? 0;
  // A file that can't be loaded fails the run without failing a test.
  const broken = !success && failed === 0 ? 1 : 0;
  return {
    passed: numPassedTests ?? 0,
    failed: failed + broken,
    skipped: (numPendingTests ?? 0) + (numTodoTests ?? 0),
  };
}

function playwrightCounts(file: string): Counts {
  if (!existsSync(file)) return CRASHED;
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: unknown[];
  };
  const broken = stats.unexpected === 0 && errors.length > 0 ? 1 : 0;
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + broken, skipped: stats.skipped };
}
