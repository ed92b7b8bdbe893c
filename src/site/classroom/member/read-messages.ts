import { classMessageSchema, type ClassMessage } from '../../../shared/classroom.ts';
import { createStore, useStore } from '../../live/store.ts';
import { z } from 'zod';

const KEY = 'matou.class-messages';
const KEPT = 40;
const NONE: readonly ClassMessage[] = [];

/** The server keeps only what is unread; what was read stays findable in this browser, for as long as its tab lives. */
const read = createStore<readonly ClassMessage[]>(NONE);
let loaded = false;

export function useReadMessages(): readonly ClassMessage[] {
  return useStore(read, NONE);
}

export function keepMessage(message: ClassMessage): void {
  load();
  read.set((now) => [...now.filter(({ id }) => id !== message.id), message].slice(-KEPT));
  try {
    sessionStorage.setItem(KEY, JSON.stringify(read.get()));
  } catch {
    // Private windows may refuse; then it lasts as long as the page.
  }
}

export function load(): void {
  if (loaded) return;
  loaded = true;
  try {
    const stored = z.array(classMessageSchema).safeParse(JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));
    if (stored.success) read.set(stored.data);
  } catch {
    // As above.
  }
}
