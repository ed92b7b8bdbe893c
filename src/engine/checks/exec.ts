import type { ExecResult } from '../machine.ts';
import { testPattern } from './patterns.ts';
import { met, unmet } from './types.ts';
import type { Kind } from './types.ts';

interface ExecWant {
  readonly script: string;
  readonly exitCode: number;
  readonly stdout?: string | undefined;
  readonly timeoutMs: number;
}

const MAX_SHOWN_CHARS = 200;

/** A script run as root in the machine ends with the wanted code and, where asked, the wanted output. */
export const exec: Kind<ExecWant> = async (want, evidence) => {
  const timeoutMs = Math.max(1, Math.min(want.timeoutMs, evidence.remainingMs()));
  const result = await evidence.exec(['bash', '-c', want.script], { timeoutMs });
  if (result.exitCode !== want.exitCode) return unmet(whatItSaid(result));
  if (want.stdout === undefined) return met(whatItSaid(result));
  return testPattern(new RegExp(want.stdout, 'mu'), [result.stdout])[0]
    ? met(whatItSaid(result))
    : unmet(whatItSaid(result));
};

/** The last line a script printed is its author's word on what it saw; the exit code alone says little. */
function whatItSaid({ stdout, stderr, exitCode }: ExecResult): string {
  const line = lastLine(stdout) ?? lastLine(stderr);
  return line ?? `检查脚本没有输出，退出码 ${exitCode}`;
}

function lastLine(text: string): string | undefined {
  const line = text
    .split('\n')
    .map((l) => l.replaceAll(/[\x00-\x1f\x7f]/g, ' ').trim())
    .findLast((l) => l !== '');
  return line !== undefined && line.length > MAX_SHOWN_CHARS ? `${line.slice(0, MAX_SHOWN_CHARS)}…` : line;
}
