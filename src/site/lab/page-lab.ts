import { usePluginData } from '@docusaurus/useGlobalData';
import type { PublicLab } from '../../shared/lab.ts';
import { createStore, useStore, type Store } from '../live/store.ts';

/** The lab of the lesson on screen; null on a page without one. */
export const pageLab: Store<string | null> = createStore<string | null>(null);

export const usePageLab = (): string | null => useStore(pageLab, null);

interface BuiltLabs {
  readonly labs: Readonly<Record<string, PublicLab>>;
  readonly lessons: Readonly<Record<string, string>>;
}
const useBuilt = (): BuiltLabs => usePluginData('matou-labs') as BuiltLabs;

/** The labs that the build knows. */
export const useLabs = (): BuiltLabs['labs'] => useBuilt().labs;

/** The page of the lesson that each lab is in. */
export const useLessons = (): BuiltLabs['lessons'] => useBuilt().lessons;

/** Throws for an id that the build doesn't know: remark stops it with file and line, this is the net below. */
export function useLab(id: string): PublicLab {
  const labs = useLabs();
  const lab = labs[id];
  if (!lab) throw new Error(`没有叫“${id}”的实验。现有的实验：${Object.keys(labs).join('、')}`);
  return lab;
}

const PATHS_KEY = 'matou.lesson-of-lab';

/** Which lesson a lab was last seen in: the way back from a page without one. */
export function rememberLesson(lab: string, path: string): void {
  try {
    localStorage.setItem(PATHS_KEY, JSON.stringify({ ...readPaths(), [lab]: path }));
  } catch {
    // Private windows may refuse; then there is no way back offered.
  }
}

export const lessonOf = (lab: string): string | null => readPaths()[lab] ?? null;

function readPaths(): Record<string, string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PATHS_KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter((e): e is [string, string] => typeof e[1] === 'string'),
    );
  } catch {
    return {};
  }
}
