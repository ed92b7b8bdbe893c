import type { ITheme } from '@xterm/xterm';

/** The 16 colours of each theme keep 4.5:1 against its own background; xterm's minimumContrastRatio covers the other 240. */
export const DARK: ITheme = {
  background: '#0f171c',
  foreground: '#d8e0e3',
  cursor: '#f0a184',
  cursorAccent: '#0f171c',
  selectionBackground: '#2f4d5a',
  overviewRulerBorder: '#0f171c',
  black: '#7b8a93',
  red: '#f28b7d',
  green: '#8fce8a',
  yellow: '#e6c36f',
  blue: '#7cb7ee',
  magenta: '#d3a0e8',
  cyan: '#6fcfc9',
  white: '#d8e0e3',
  brightBlack: '#8d9ba3',
  brightRed: '#ffa79b',
  brightGreen: '#aee3a8',
  brightYellow: '#f6d98f',
  brightBlue: '#a3cff8',
  brightMagenta: '#e5bff4',
  brightCyan: '#98e3de',
  brightWhite: '#ffffff',
};

export const LIGHT: ITheme = {
  background: '#fbfaf6',
  foreground: '#22313a',
  cursor: '#b8432a',
  cursorAccent: '#fbfaf6',
  selectionBackground: '#c9dfe2',
  overviewRulerBorder: '#fbfaf6',
  black: '#22313a',
  red: '#b3261e',
  green: '#2e6b2a',
  yellow: '#7a5a00',
  blue: '#1a5a9e',
  magenta: '#8a3aa8',
  cyan: '#0b6a6a',
  white: '#5d6b73',
  brightBlack: '#5d6b73',
  brightRed: '#c2352b',
  brightGreen: '#356f31',
  brightYellow: '#7d5f0a',
  brightBlue: '#22649f',
  brightMagenta: '#92459f',
  brightCyan: '#15706f',
  brightWhite: '#22313a',
};

/** Latin faces first; the last named ones have Chinese at exactly two columns, then whatever the system has. */
export const TERMINAL_FONTS =
  '"Cascadia Mono", "JetBrains Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", ' +
  '"Sarasa Mono SC", "Noto Sans Mono CJK SC", "Source Han Mono SC", "PingFang SC", "Microsoft YaHei", monospace';

/** Of the marks beside commands, as xterm's decorations want them: `#RRGGBB` only. */
export const gutterColours = (dark: boolean) =>
  dark ? { failed: '#f28b7d', flash: '#24414d' } : { failed: '#b3261e', flash: '#dcebea' };

/** Of what a search found. xterm keeps the text on them readable (minimumContrastRatio). */
export const findColours = (dark: boolean) => {
  const [match, active] = dark ? ['#5c4a14', '#9a4a2c'] : ['#f3dc9c', '#f2a583'];
  return {
    matchBackground: match,
    matchOverviewRuler: dark ? '#e6c36f' : '#a37a00',
    activeMatchBackground: active,
    activeMatchColorOverviewRuler: dark ? '#ef8a6b' : '#b8432a',
  };
};
