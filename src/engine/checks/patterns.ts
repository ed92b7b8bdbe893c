import vm from 'node:vm';
import { Inconclusive } from './types.ts';

/** Enough for any honest pattern (they take microseconds); a runaway one must not hold up every learner's terminal. */
const PATTERN_DEADLINE_MS = 100;
const MAX_TEXT_CHARS = 65_536;

/** A regular expression can't be interrupted, except in a vm script with a timeout. */
const script = new vm.Script('texts.map((text) => pattern.test(text))');
const context = vm.createContext({ pattern: undefined, texts: undefined });

/** Which of the texts contain a match; Inconclusive when the pattern takes too long. */
export function testPattern(pattern: RegExp, texts: readonly string[]): boolean[] {
  if (texts.length === 0) return [];
  Object.assign(context, { pattern, texts: texts.map((text) => text.slice(0, MAX_TEXT_CHARS)) });
  try {
    return Array.from(script.runInContext(context, { timeout: PATTERN_DEADLINE_MS }) as boolean[]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Inconclusive(`正则表达式 ${pattern.source} 算得太久`, { cause: error });
  }
}
