import type { z } from 'zod';
import type { answerCheckSchema } from '../../shared/conditions.ts';
import { Inconclusive, met, unmet } from './types.ts';
import type { Evidence, Finding, Kind } from './types.ts';

type AnswerWant = z.infer<typeof answerCheckSchema>;

const TRUTH_TIMEOUT_MS = 5_000;
/** A whole `sha256:…`, or the name of an init layer: how its end differs must be seen. */
const MAX_SHOWN_CHARS = 80;
/** Docker itself shows this many characters of an id. */
const SHORT_ID = /^[0-9a-f]{12,64}$/;
const WHOLE_ID = /^[0-9a-f]{64}$/;

/** What the learner wrote is what the machine says now. The truth never gets into the finding. */
export const answer: Kind<AnswerWant> = async (want, evidence) => {
  const given = evidence.answers[want.id] ?? '';
  if (given.trim() === '') return unmet(`“${want.ask}”还没有填写`);
  if (plain(given) === '') return unmet(`你填的是 ${show(given)}`);
  const truths = await truthOf(want, evidence);
  if (want.as === 'list') return compareLists(given, truths);
  const fits = truths.some((truth) => same(want, given, truth));
  if (fits) return met(`填的是 ${show(given)}`);
  return unmet(want.choices ? `你选的是“${show(given)}”` : `你填的是 ${show(given)}`);
};

async function truthOf(want: AnswerWant, evidence: Evidence): Promise<string[]> {
  if (want.is !== undefined) return typeof want.is === 'string' ? [want.is] : want.is;
  const timeoutMs = Math.max(1, Math.min(TRUTH_TIMEOUT_MS, evidence.remainingMs()));
  const { stdout, exitCode } = await evidence.exec(['bash', '-c', want.truth ?? ''], { timeoutMs });
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  const usable = want.as === 'number' ? lines.filter((line) => number(line) !== undefined) : lines;
  if (exitCode !== 0 || usable.length === 0) {
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

/** A whole id may be shortened as Docker does; a beginning of anything else is not the answer. */
function sameHex(given: string, truth: string): boolean {
  if (given === truth) return true;
  const [short = '', long = ''] = [given, truth].sort((a, b) => a.length - b.length);
  return WHOLE_ID.test(long) && SHORT_ID.test(short) && long.startsWith(short);
}

function sameNumber(given: string, truth: string, tolerance: number): boolean {
  const a = number(given);
  const b = number(truth);
  if (a === undefined || b === undefined) return false;
  // `64 KiB` is not 64 MiB; a unit on one side only says nothing.
  const scaled = a.bytes !== undefined && b.bytes !== undefined;
  const [x, y] = scaled ? [a.value * a.bytes!, b.value * b.bytes!] : [a.value, b.value];
  return Math.abs(x - y) <= Math.abs(y) * tolerance;
}

const NUMBER =
  /^(?:约|大约|≈|~)?\s*([-−]?(?:\d+|\d{1,3}(?:[,_ ]\d{3})+)(?:\.\d+)?)\s*(%|[kmgt]i?b?|b|bytes?|ms|s|us|[\p{Script=Han}]{1,4})?$/iu;
const POWERS = ['b', 'k', 'm', 'g', 't'];

/** `1,234`, `1 234 字节`, `约 3.5 MB`: one number, and nothing else but a unit: `12abc` and `3 或 4` are none. */
function number(text: string): { value: number; bytes: number | undefined } | undefined {
  const [, digits, unit = ''] = NUMBER.exec(plain(text)) ?? [];
  if (digits === undefined) return undefined;
  const power = /^(?:[kmgt]i?b?|b|bytes?)$/.test(unit) ? POWERS.indexOf(unit[0]!) : -1;
  const base = unit.includes('i') ? 1024 : 1000;
  const value = Number(digits.replaceAll(/[,_ ]/g, '').replace('−', '-'));
  return { value, bytes: power === -1 ? undefined : base ** power };
}

/** Sets: an item counts once, in any order; an id may be shortened as Docker does. */
function compareLists(given: string, truths: readonly string[]): Finding {
  const items = unique(given.normalize('NFKC').split(/[\n,;、]+/u)).filter((item) => plain(item) !== '');
  const wanted = unique(truths);
  const fits = (item: string, truth: string): boolean =>
    plain(item) === plain(truth) || (WHOLE_ID.test(hex(truth)) && sameHex(hex(item), hex(truth)));
  const wrong = items.filter((item) => !wanted.some((truth) => fits(item, truth)));
  const missing = wanted.filter((truth) => !items.some((item) => fits(item, truth)));
  if (wrong.length === 0 && missing.length === 0) return met(`填了 ${items.length} 项`);
  const parts = [
    ...(wrong.length > 0 ? [`${wrong.map(show).join('、')} 不对`] : []),
    ...(missing.length > 0 ? [`还缺 ${missing.length} 项`] : []),
  ];
  return unmet(`你填了 ${items.length} 项，${parts.join('，')}`);
}

const unique = (list: readonly string[]): string[] => [
  ...new Map(list.map((item) => [plain(item), item.trim()])).values(),
];

function show(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > MAX_SHOWN_CHARS ? `${line.slice(0, MAX_SHOWN_CHARS)}…` : line;
}
