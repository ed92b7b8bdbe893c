import { expect, it } from 'vitest';
import { DARK, LIGHT } from './themes.ts';

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const NAMES = [...COLOURS, ...COLOURS.map((c) => `bright${c[0]?.toUpperCase()}${c.slice(1)}`), 'foreground'];

it.each([
  ['dark', DARK],
  ['light', LIGHT],
])('every colour of the %s theme is readable on its background (WCAG AA)', (_, theme) => {
  const colours = theme as Record<string, string>;
  const background = colours['background'] ?? '';
  for (const name of NAMES)
    expect(contrast(colours[name] ?? '', background), name).toBeGreaterThanOrEqual(4.5);
  expect(contrast(colours['cursor'] ?? '', background), 'cursor').toBeGreaterThanOrEqual(3);
  expect(contrast(colours['foreground'] ?? '', colours['selectionBackground'] ?? '')).toBeGreaterThanOrEqual(
    4.5,
  );
});
