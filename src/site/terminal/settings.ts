import { createPersisted } from './persisted.ts';
import { useStore } from '../live/store.ts';
import { isWindows } from './platform.ts';

export const MIN_FONT_PX = 9;
export const MAX_FONT_PX = 28;
export const FONT_PX = 14;

export interface TerminalSettings {
  readonly fontPx: number;
  readonly copyOnSelect: boolean;
  /** What the right button does: copies a selection or else pastes, as PuTTY and Windows do; or shows a menu. */
  readonly rightClick: 'paste' | 'menu';
  /** Ctrl+V pastes. Elsewhere than on Windows people expect it to reach the shell and vim. */
  readonly ctrlVPastes: boolean;
  readonly screenReader: boolean;
  readonly bellSound: boolean;
}

export const DEFAULT_SETTINGS: TerminalSettings = {
  fontPx: FONT_PX,
  copyOnSelect: false,
  rightClick: 'paste',
  ctrlVPastes: isWindows(),
  screenReader: false,
  bellSound: false,
};

// Above the store, which parses what is remembered as soon as it is made.
const clampFont = (px: number): number => Math.min(MAX_FONT_PX, Math.max(MIN_FONT_PX, Math.round(px)));

export const settings = createPersisted<TerminalSettings>('matou.terminal', parseSettings);

export const useSettings = (): TerminalSettings => useStore(settings, DEFAULT_SETTINGS);

export function changeSettings(change: Partial<TerminalSettings>): void {
  settings.set((now) => parseSettings({ ...now, ...change }));
}

export function changeFontSize(by: number): void {
  settings.set((now) => ({ ...now, fontPx: clampFont(now.fontPx + by) }));
}

export function parseSettings(stored: unknown): TerminalSettings {
  const given = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const flag = (name: keyof TerminalSettings): boolean =>
    typeof given[name] === 'boolean' ? given[name] : Boolean(DEFAULT_SETTINGS[name]);
  const { fontPx } = given;
  return {
    fontPx: typeof fontPx === 'number' && Number.isFinite(fontPx) ? clampFont(fontPx) : FONT_PX,
    copyOnSelect: flag('copyOnSelect'),
    rightClick: given['rightClick'] === 'menu' ? 'menu' : 'paste',
    ctrlVPastes: flag('ctrlVPastes'),
    screenReader: flag('screenReader'),
    bellSound: flag('bellSound'),
  };
}
