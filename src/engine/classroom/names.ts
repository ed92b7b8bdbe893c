import { MAX_NAME_CHARS } from '../../shared/classroom.ts';
import { Refused } from './refused.ts';

/** Control characters, line and paragraph separators, and what turns the text around it (bidi) or can't be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;

/** A name as it is kept and compared. It is text wherever it is shown, so markup in it is no matter. */
export function cleanName(typed: string): string {
  const name = typed.normalize('NFKC').replaceAll(/\s+/gu, ' ').replaceAll(UNSEEN, '').trim();
  if (name === '' || !/[\p{L}\p{N}]/u.test(name))
    throw new Refused('bad-name', '还没有写名字。', '写上老师认得出的名字，例如 王芳。');
  if ([...name].length > MAX_NAME_CHARS)
    throw new Refused('bad-name', `名字太长了，最多 ${MAX_NAME_CHARS} 个字。`, '写短一点再试。');
  return name;
}

/** The name itself, or with the first free number: 王芳, 王芳（2）, 王芳（3）. */
export function distinctName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) {
    const next = `${name}（${n}）`;
    if (!taken.has(next)) return next;
  }
}
