import { lessonOf, useLabs, useLessons } from '../../lab/page-lab.ts';
import { useLive } from '../../live/live-client.ts';

const CONTENTS = '/docs/intro';

/** Where a learner of a class begins: at the lab they have a machine for, else at the first one that is open. */
export function useFirstLesson(): string {
  const { classroom, session } = useLive();
  const labs = useLabs();
  const lessons = useLessons();
  const open = classroom?.openLabs ?? null;
  const lab =
    session?.activeLab ?? (open === null ? undefined : Object.keys(labs).find((id) => open.includes(id)));
  return lab === undefined ? CONTENTS : (lessons[lab] ?? lessonOf(lab) ?? CONTENTS);
}
