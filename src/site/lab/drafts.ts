import { MAX_ANSWER_CHARS } from '../../shared/api.ts';
import { createStore, useStore, type Store } from '../live/store.ts';

/** What is written into questions, by {@link draftKey}; the server hears of it only when it is checked. */
export type Drafts = Readonly<Record<string, string>>;

const STORED_AS = 'matou.drafts';
/** More than the course has questions; a browser gives a site some 5 MB, and these are the learner's own words. */
const MAX_DRAFTS = 300;
const NONE: Drafts = {};

export const draftKey = (lab: string, step: string, question: string): string => `${lab}#${step}#${question}`;

/** The last written comes last, so that the ones longest untouched go first. */
export function withDraft(drafts: Drafts, key: string, text: string, most = MAX_DRAFTS): Drafts {
  const others = Object.entries(drafts).filter(([each]) => each !== key);
  const all = text === '' ? others : [...others, [key, text.slice(0, MAX_ANSWER_CHARS)] as const];
  return Object.fromEntries(all.slice(-most));
}

export function parseDrafts(stored: string | null): Drafts {
  try {
    const parsed: unknown = JSON.parse(stored ?? '{}');
    if (typeof parsed !== 'object' || parsed === null) return NONE;
    return Object.fromEntries(
      Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return NONE;
  }
}

const written: Store<Drafts> = createStore(NONE);
let loaded = false;

/** For an effect: the built page knows no drafts, and hydration must see the same page. */
export function loadDrafts(): void {
  if (loaded) return;
  loaded = true;
  written.set(parseDrafts(read()));
}

export const useDrafts = (): Drafts => useStore(written, NONE);

export function writeDraft(key: string, text: string): void {
  written.set((now) => withDraft(now, key, text));
  try {
    // Read anew: another tab may have written too.
    localStorage.setItem(STORED_AS, JSON.stringify(withDraft(parseDrafts(read()), key, text)));
  } catch {
    // Private windows may refuse; then a reload forgets.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
