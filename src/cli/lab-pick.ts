import { findLab, loadLabs } from '../engine/labs.ts';
import type { Lab } from '../engine/labs.ts';
import { UserError } from '../shared/errors.ts';

export const LABS_OPTION = ['--labs <目录>', '实验的目录，默认是课程自己的 labs/'] as const;
export const IDS_ARGUMENT = [
  '[id...]',
  '实验的编号或它的开头，例如 ch4/hello-world 或 ch4；不写就是全部',
] as const;

/** The labs that are meant: by id, by folder (`ch4`), or by the beginning of the id. UserError where none is. */
export async function pickLabs(labsDir: string, ids: readonly string[]): Promise<Lab[]> {
  const labs = await loadLabs(labsDir);
  if (labs.length === 0)
    throw new UserError('还没有任何实验。', '用 npm run lab -- new <章>/<名字> 写一个。');
  if (ids.length === 0) return labs;
  const picked = new Set(ids.flatMap((id) => matching(labs, id)));
  return labs.filter((lab) => picked.has(lab));
}

function matching(labs: readonly Lab[], id: string): Lab[] {
  const tries: ((lab: Lab) => boolean)[] = [
    (lab) => lab.id === id,
    (lab) => lab.id.startsWith(`${id.replace(/\/$/, '')}/`),
    (lab) => lab.id.startsWith(id),
  ];
  for (const fits of tries) {
    const found = labs.filter(fits);
    if (found.length > 0) return found;
  }
  return [findLab(labs, id)]; // throws: it says which ids are near
}
