/**
 * Reads the course's glossary, puts it in order, and says which word its lesson doesn't use.
 * Knows nothing about how it is shown.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { glossarySchema, type ShownTerm, type Term, type TermGroup } from '../shared/glossary.ts';
import { problemsError, type Problem } from './problems.ts';
import { readYaml } from './yaml-file.ts';

export interface PlacedTerm extends ShownTerm {
  readonly file: string;
  readonly line: number;
}

/** The terms of `docs/glossary.yaml`, as written. Rejects with UserError that lists every problem. */
export async function loadGlossary(docs: string): Promise<PlacedTerm[]> {
  const file = path.join(docs, 'glossary.yaml');
  const { definition, problems, place } = readYaml(file, await readFile(file, 'utf8'), glossarySchema);
  if (!definition) throw problemsError(problems, '课程的数据文件里', '改好以后重新构建：npm run build。');
  return Promise.all(
    definition.map(async (term, index) => {
      const lesson = /^title: (.+)$/mu.exec(await lessonOf(docs, term))?.[1] ?? term.anchor;
      return { ...term, lesson, file, line: place([index]).line };
    }),
  );
}

/** The text of the lesson that teaches it, empty where there is none. */
const lessonOf = (docs: string, { anchor }: Term): Promise<string> =>
  readFile(path.join(docs, `${anchor.split('#')[0]}.mdx`), 'utf8').catch(() => '');

const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin', { sensitivity: 'base' });

/** The first character, in pinyin order, of each letter that a syllable can begin with. */
const FIRST_OF_LETTER = Object.entries({
  A: '阿',
  B: '八',
  C: '嚓',
  D: '哒',
  E: '妸',
  F: '发',
  G: '旮',
  H: '哈',
  J: '讥',
  K: '咔',
  L: '垃',
  M: '妈',
  N: '拏',
  O: '噢',
  P: '妑',
  Q: '七',
  R: '呥',
  S: '仨',
  T: '它',
  W: '穵',
  X: '夕',
  Y: '丫',
  Z: '帀',
});

/** `C` for 层 and for cgroup. */
export function letterOf(term: string): string {
  const latin = /^[a-z]/i.exec(term)?.[0];
  if (latin) return latin.toUpperCase();
  const han = /\p{Script=Han}/u.exec(term)?.[0];
  if (han === undefined) return '#';
  return FIRST_OF_LETTER.findLast(([, first]) => collator.compare(first, han) <= 0)?.[0] ?? 'A';
}

/** By letter, words of both scripts together: who looks for 内核 and who looks for namespace both look under N. */
export function groupTerms(terms: readonly ShownTerm[]): TermGroup[] {
  const letters = new Map<string, ShownTerm[]>();
  for (const each of terms) {
    const letter = each.group ?? letterOf(each.term);
    letters.set(letter, [...(letters.get(letter) ?? []), each]);
  }
  return [...letters]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([letter, terms]) => ({
      letter,
      terms: terms.toSorted((a, b) => collator.compare(a.term, b.term)),
    }));
}

/** Words that their own lesson doesn't use, or whose English it never gives. */
export async function unusedTerms(docs: string, terms: readonly PlacedTerm[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const each of terms) {
    const { term, also, file, line } = each;
    const text = (await lessonOf(docs, each)).toLowerCase();
    // The Chinese name of an English word need not be in the lesson: nobody says 权能.
    const words = also !== undefined && /[a-z]/i.test(also) ? [term, also] : [term];
    for (const word of words) {
      if (text.includes(word.toLowerCase())) continue;
      problems.push({ file, line, column: 1, message: `《${each.lesson}》里没有“${word}”这个词` });
    }
  }
  return problems;
}
