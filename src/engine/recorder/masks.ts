import { ADJECTIVES } from './container-names.ts';
import { maskTables } from './tables.ts';

/**
 * What differs from run to run and proves nothing, replaced by a word in ‹›. Where it matters whether two of them are the
 * same (ids, names, addresses, namespaces), they are numbered in the order of their appearance: `‹id 1›` twice is one container.
 */
interface Mask {
  readonly name: string;
  readonly pattern: RegExp;
  /** What makes two of them the same; without it they are not told apart. */
  readonly identity?: (found: string) => string;
  /** What of the match stays. */
  readonly keep?: (found: string) => string;
}

const same = (found: string): string => found;
/** 64 digits in one place, 12 in another, with `sha256:` or without: one thing. */
const shortId = (found: string): string => found.replace(/^sha256:/, '').slice(0, 12);
const upToDigits = (found: string): string => found.replace(/\d[\s\S]*$/, '');

const MONTHS = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const DAYS = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const CLOCK = String.raw`\d{2}:\d{2}:\d{2}(?:[.,]\d+)?`;
const ZONE = String.raw`(?: ?(?:Z|[+-]\d{2}:?\d{2}|UTC|GMT|CST))*`;

/** In this order: a date before the clock in it, an address before the time that it looks like. */
const MASKS: readonly Mask[] = [
  { name: 'mac', pattern: /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, identity: same },
  {
    name: 'uuid',
    pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g,
    identity: same,
  },
  // ISO 8601, Docker's and nginx's own way of writing it.
  {
    name: '时间',
    pattern: new RegExp(String.raw`\b(?:${DAYS} )?\d{4}[-/]\d{2}[-/]\d{2}[T ]${CLOCK}${ZONE}`, 'g'),
  },
  { name: '时间', pattern: new RegExp(String.raw`\b\d{2}/${MONTHS}/\d{4}:${CLOCK}${ZONE}`, 'g') },
  // RFC 1123 and date(1), in either order.
  { name: '时间', pattern: new RegExp(String.raw`\b${DAYS},? \d{1,2} ${MONTHS} \d{4} ${CLOCK}${ZONE}`, 'g') },
  {
    name: '时间',
    pattern: new RegExp(
      String.raw`\b(?:${DAYS} )?${MONTHS} +\d{1,2} ${CLOCK}(?: (?:UTC|GMT|CST))?(?: \d{4})?`,
      'g',
    ),
  },
  // ls -l: a clock for this year's files, the year for others.
  { name: '时间', pattern: new RegExp(String.raw`\b${MONTHS} +\d{1,2} +(?:\d{2}:\d{2}|\d{4})\b`, 'g') },
  { name: '时间', pattern: /\b20\d{2}-\d{2}-\d{2}(?: \d{2}:\d{2})?\b/g },
  { name: '时间', pattern: new RegExp(String.raw`(?<![\d:.])${CLOCK}(?![\d:])`, 'g') },
  {
    name: '时长',
    pattern:
      /\b(?:Less than a|About an?|\d+) (?:second|minute|hour|day|week|month|year)s?\b(?:, \d+ (?:second|minute|hour|day)s?\b)*(?: ago)?/gi,
  },
  // Without a fraction `30s` is an interval that somebody set.
  { name: '时长', pattern: /(?<![\w.])(?:\d+h)?(?:\d+m)?\d+\.\d+s\b/g },
  { name: '时长', pattern: /(?<![\w.])\d+(?:\.\d+)? ?(?:ms|µs|μs|us|ns)\b/g },
  { name: '时长', pattern: /(?<![\w.])(?:\d+min )?\d+(?:\.\d+)?s ago\b/g },
  { name: '大小', pattern: /(?<![\w.])\d+(?:\.\d+)? ?(?:[kKMGT]i?B|B|bytes)(?:\/s)?(?!\w)/g },
  { name: '大小', pattern: /(?<![\w.:/-])\d+(?:\.\d+)?[KMGT](?![\w-])/g },
  { name: 'id', pattern: /\bsha256:[0-9a-f]{12,64}\b/g, identity: shortId },
  { name: 'id', pattern: /\b[0-9a-f]{64}\b/g, identity: shortId },
  { name: 'id', pattern: /\b[0-9a-f]{32}\b/g, identity: shortId },
  { name: 'id', pattern: /\b[0-9a-f]{12}\b/g, identity: shortId },
  { name: 'id', pattern: /\b(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{25}\b/g, identity: same },
  {
    name: '容器名',
    pattern: new RegExp(String.raw`\b(?:${ADJECTIVES.join('|')})_[a-z]+\d?\b`, 'g'),
    identity: same,
  },
  { name: '网卡', pattern: /\bveth[0-9a-f]{7}\b/g, identity: same },
  { name: '编号', pattern: /@if\d+\b/g, keep: () => '@if' },
  { name: '地址', pattern: /\bfe80::[0-9a-f:]+\b/g },
  { name: '地址', pattern: /\b172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}\b/g, identity: same },
  // Namespaces: whether two processes share one is what a lesson is about.
  { name: 'ns', pattern: /\b4026\d{6}\b/g, identity: same },
  { name: 'pid', pattern: /\b(?:Main PID|pid|PID)(?:: ?|=)\d+\b/g, keep: upToDigits },
  { name: 'pid', pattern: /[├└]─\s*\d+(?= )/g, keep: upToDigits },
  { name: 'pid', pattern: /(?<=^|[\s/])[A-Za-z][\w.-]*\[\d+\](?=:)/gm, keep: upToDigits },
  // A job in the background: its number stays.
  { name: 'pid', pattern: /^\[\d+\] \d+$/gm, keep: (found) => found.replace(/\d+$/, '') },
  { name: '负载', pattern: /\bload average: [\d., ]+/g, keep: () => 'load average: ' },
  { name: '计数', pattern: /\bTasks: \d+/g, keep: upToDigits },
  { name: '内核', pattern: /(?<=\b(?:Kernel Version: |Linux version |Linux [\w-]+ ))\d\S*/g },
];

/** The masked lines of each text. Numbers go on from one to the next: they belong to one block. */
export function maskOutputs(
  outputs: readonly (readonly string[])[],
  extra: readonly string[] = [],
): string[][] {
  const numbers = new Map<string, Map<string, number>>();
  const replace = (text: string, { name, pattern, identity, keep }: Mask): string =>
    text.replace(pattern, (found) => {
      const kept = keep?.(found) ?? '';
      if (!identity) return `${kept}‹${name}›`;
      const known = numbers.get(name) ?? new Map<string, number>();
      numbers.set(name, known);
      const key = identity(found);
      if (!known.has(key)) known.set(key, known.size + 1);
      return `${kept}‹${name} ${known.get(key)!}›`;
    });
  const own = extra.map((source): Mask => ({ name: '已遮住', pattern: new RegExp(source, 'gmu') }));
  return outputs.map((lines) => {
    // The author's own masks first: they were written for what is seen.
    const before = own.reduce(replace, lines.join('\n')).split('\n');
    return MASKS.reduce(replace, maskTables(before).join('\n')).split('\n').map(evenSpaces);
  });
}

/** Columns are as wide as what is in them, and that was masked. An indentation stays. */
const evenSpaces = (line: string): string => line.replace(/(?<=\S)[ \t]+/g, ' ').trimEnd();
