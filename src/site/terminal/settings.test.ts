import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** Node has no storage of a browser's. */
const stored = new Map<string, string>();
beforeEach(() => {
  stored.clear();
  vi.resetModules();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
});
afterEach(() => vi.unstubAllGlobals());

const KEY = 'matou.terminal';
const load = () => import('./settings.ts');

it('remembers, also from one load of the page to the next', async () => {
  const first = await load();
  first.changeSettings({ copyOnSelect: true });
  first.changeFontSize(3);
  vi.resetModules();
  const second = await load();
  expect(second.settings.get()).toMatchObject({ copyOnSelect: true, fontPx: 17, rightClick: 'paste' });
});

it('makes something valid of whatever was stored', async () => {
  for (const text of ['{"fontPx":1e9,"rightClick":7,"copyOnSelect":"yes"}', 'not json', '[]', 'null']) {
    stored.set(KEY, text);
    vi.resetModules();
    const { settings, DEFAULT_SETTINGS, MAX_FONT_PX } = await load();
    const { fontPx, ...rest } = settings.get();
    const { fontPx: usual, ...defaults } = DEFAULT_SETTINGS;
    expect(rest, text).toEqual(defaults);
    expect(fontPx, text).toBe(text.includes('1e9') ? MAX_FONT_PX : usual);
  }
});

it('keeps the type readable', async () => {
  const { changeFontSize, settings, MIN_FONT_PX } = await load();
  changeFontSize(-100);
  expect(settings.get().fontPx).toBe(MIN_FONT_PX);
});
