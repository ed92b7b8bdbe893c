import type { z } from 'zod';
import type { answerCheckSchema } from '../../shared/conditions.ts';
import { Inconclusive, met, unmet } from './types.ts';
import type { Evidence, Finding, Kind } from './types.ts';

type AnswerWant = z.infer<typeof answerCheckSchema>;

const TRUTH_TIMEOUT_MS = 5_000;
const MAX_SHOWN_CHARS = 60;
/** Docker itself shows this many characters of an id. */
const SHORT_HEX = 12;

/** What the learner wrote is what the machine says now. The truth never gets into the finding. */
export const answer: Kind<AnswerWant> = async (want, evidence) => {
  const given = evidence.answers[want.id] ?? '';
  if (given.trim() === '') return unmet(`“${want.ask}”还没有填写`);
  const truths = await truthOf(want, evidence);
  if (want.as === 'list') return compareLists(given, truths);
  const fits = truths.some((truth) => same(want, given, truth));
  return fits ? met(`填的是 ${show(given)}`) : unmet(`你填的是 ${show(given)}`);
};

async function truthOf(want: AnswerWant, evidence: Evidence): Promise<string[]> {
  if (want.is !== undefined) return typeof want.is === 'string' ? [want.is] : want.is;
  const timeoutMs = Math.max(1, Math.min(TRUTH_TIMEOUT_MS, evidence.remainingMs()));
  const { stdout, exitCode } = await evidence.exec(['bash', '-c', want.truth ?? ''], { timeoutMs });
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  if (exitCode !== 0 || lines.length === 0) {
    throw new Inconclusive('实验机里现在算不出这一问的答案，多半是它问的东西不在了');
  }
  return lines;
}

function same(want: AnswerWant, given: string, truth: string): boolean {
  switch (want.as) {
    case 'number':
      return sameNumber(given, truth, want.tolerance);
    case 'hex':
      return sameHex(hex(given), hex(truth));
    default:
      return plain(given) === plain(truth);
  }
}

/** Full-width to half-width, white space, case, and the quotes that people copy along. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replace(/^["'`“”‘’]+|["'`“”‘’]+$/gu, '')
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();
}

const hex = (text: string): string =>
  plain(text)
    .replaceAll(' ', '')
    .replace(/^(?:sha256:|0x)/, '');

const sameHex = (given: string, truth: string): boolean =>
  given === truth || (given.length >= SHORT_HEX && truth.startsWith(given));

function sameNumber(given: string, truth: string, tolerance: number): boolean {
  const a = number(given);
  const b = number(truth);
  if (a === undefined || b === undefined) return false;
  return Math.abs(a - b) <= Math.abs(b) * tolerance;
}

/** `1,234`, `1 234 字节`, `约 3.5 MB`: the first number in it. */
function number(text: string): number | undefined {
  const joined = text.normalize('NFKC').replaceAll(/(\d)[,_ ](?=\d{3}(?:\D|$))/g, '$1');
  const found = /-?\d+(?:\.\d+)?/.exec(joined)?.[0];
  return found === undefined ? undefined : Number(found);
}

/** Sets: an item counts once, in any order; an id may be shortened as Docker does. */
function compareLists(given: string, truths: readonly string[]): Finding {
  const items = [
    ...new Set(
      given
        .normalize('NFKC')
        .split(/[\n,;、]+/u)
        .map(hex),
    ),
  ].filter((item) => item !== '');
  const wanted = [...new Set(truths.map(hex))];
  const fits = (item: string, truth: string): boolean =>
    /^[0-9a-f]{64}$/.test(truth) ? sameHex(item, truth) : item === truth;
  const wrong = items.filter((item) => !wanted.some((truth) => fits(item, truth)));
  const missing = wanted.filter((truth) => !items.some((item) => fits(item, truth)));
  if (wrong.length === 0 && missing.length === 0) return met(`填了 ${items.length} 项`);
  const parts = [
    ...(wrong.length > 0 ? [`${wrong.map(show).join('、')} 不对`] : []),
    ...(missing.length > 0 ? [`还缺 ${missing.length} 项`] : []),
  ];
  return unmet(`你填了 ${items.length} 项，${parts.join('，')}`);
}

function show(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > MAX_SHOWN_CHARS ? `${line.slice(0, MAX_SHOWN_CHARS)}…` : line;
}
