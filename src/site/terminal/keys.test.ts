import { expect, it } from 'vitest';
import { actionOf, type KeyContext } from './keys.ts';

const PC: KeyContext = {
  mac: false,
  hasSelection: false,
  several: true,
  fullScreen: false,
  ctrlVPastes: false,
};
const MAC = { ...PC, mac: true };
const NONE = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, code: '' };

/** `Ctrl+Shift+C` and the like. */
function press(combination: string, context: KeyContext = PC) {
  const parts = combination.split('+');
  const key = parts.pop() || '+';
  return actionOf(
    {
      ...NONE,
      key,
      code: key === '5' || key === '%' ? 'Digit5' : key === '~' ? 'Backquote' : '',
      ctrlKey: parts.includes('Ctrl'),
      metaKey: parts.includes('Cmd'),
      shiftKey: parts.includes('Shift'),
      altKey: parts.includes('Alt'),
    },
    context,
  );
}

it('Ctrl+C interrupts, unless something is selected', () => {
  expect(press('Ctrl+c')).toBeUndefined();
  expect(press('Ctrl+c', { ...PC, hasSelection: true })).toBe('copy-and-clear');
  expect(press('Ctrl+c', { ...MAC, hasSelection: true })).toBeUndefined();
  expect(press('Ctrl+Shift+C')).toBe('copy');
  expect(press('Cmd+c', MAC)).toBe('copy');
});

it('Ctrl+V goes to the shell, unless the learner wants it to paste', () => {
  expect(press('Ctrl+v')).toBeUndefined();
  expect(press('Ctrl+v', { ...PC, ctrlVPastes: true })).toBe('paste-by-browser');
  expect(press('Ctrl+v', { ...MAC, ctrlVPastes: false })).toBeUndefined();
  expect(press('Cmd+v', MAC)).toBe('paste-by-browser');
});

it('full-screen programs keep their arrows', () => {
  expect(press('Ctrl+ArrowUp')).toBe('previous-command');
  expect(press('Cmd+ArrowDown', MAC)).toBe('next-command');
  expect(press('Ctrl+ArrowUp', { ...PC, fullScreen: true })).toBeUndefined();
});

it('leaves what readline knows to readline', () => {
  for (const key of ['Alt+b', 'Alt+.', 'Ctrl+r', 'Ctrl+Shift+_', 'Ctrl+5', 'Tab', 'Ctrl+f', 'Ctrl+0+Shift'])
    expect(press(key), key).toBeUndefined();
  expect(press('Alt+ArrowLeft', { ...PC, several: false })).toBeUndefined();
});

it('has VS Code’s keys for terminals', () => {
  expect(press('Ctrl+Shift+~')).toBe('new');
  expect(press('Ctrl+Shift+%')).toBe('split');
  expect(press('Alt+ArrowRight')).toBe('next');
  expect(press('Cmd+Alt+ArrowLeft', MAC)).toBe('previous');
  expect([press('Ctrl+='), press('Ctrl+-'), press('Ctrl+0')]).toEqual(['larger', 'smaller', 'usual-size']);
  expect(press('F6')).toBe('leave');
});
