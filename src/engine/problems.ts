/**
 * What is wrong in an author's file, and where: the same words and the same form for labs and for transcripts.
 * Knows nothing about either.
 */
import path from 'node:path';
import { UserError } from '../shared/errors.ts';

/** One thing wrong in one file. Lines and columns count from 1, as editors do. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** `labs/ch4/hello-world/lab.yaml:12:5`: relative where that is shorter, so that terminals and editors can open it. */
export function formatPlace(place: Omit<Problem, 'message'>): string {
  return `${shortPath(place.file)}:${place.line}:${place.column}`;
}

export function shortPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

export function problemsError(
  problems: readonly Problem[],
  where = '实验的文件里',
  next = '改好以后用 npm run lab -- lint 再看一遍。',
): UserError {
  const lines = problems.map((problem) => `  ${formatPlace(problem)} ${problem.message}`);
  return new UserError(`${where}有 ${problems.length} 处要改：\n${lines.join('\n')}`, next);
}

/** `；是不是想写 exitCode？这里可以写：image、name` — nearest first, nothing invented. */
export function suggest(unknown: string, known: readonly string[]): string {
  const near = nearest(unknown, known);
  const guess = near.length > 0 ? `；是不是想写 ${near.join(' 或 ')}？` : '。';
  return known.length > 0 ? `${guess}这里可以写：${known.join('、')}` : guess;
}

/** The known words that a typo of at most a third of the letters away could have meant. */
export function nearest(word: string, known: readonly string[]): string[] {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 2)
    .map(({ candidate }) => candidate);
}

/** Levenshtein, with a swap of two neighbours counted as one: the commonest typo. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        rows[i - 1]![j]! + 1,
        row[j - 1]! + 1,
        rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
        swap ? rows[i - 2]![j - 2]! + 1 : Infinity,
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
