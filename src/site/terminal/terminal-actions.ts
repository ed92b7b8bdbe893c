import { copyText, readClipboard } from './clipboard.ts';
import { describe, type Place } from './command-gutter.ts';
import { KEYS } from './help.ts';
import type { MenuItem, MenuRequest } from './Menu.tsx';
import type { OpenTerminal } from './open-terminal.ts';

export const PASTE_REFUSED = '浏览器不让网页读剪贴板：请按 Ctrl+Shift+V（Mac 上是 ⌘V）粘贴。';
const NO_COMMAND = '这里还没有运行完的命令。';

type Say = (text: string) => void;

/** What one terminal can be asked for, by key, menu or button. */
export const copySelection = (terminal: OpenTerminal, clear: boolean): void => {
  const { terminal: term } = terminal.screen;
  if (!term.hasSelection()) return;
  void copyText(term.getSelection());
  if (clear) term.clearSelection();
};

export function jump(terminal: OpenTerminal, step: 1 | -1, say: Say): void {
  const place = terminal.gutter.jump(step);
  if (place === 'none') say(NO_COMMAND);
  else if (place !== 'bottom') say(`${firstLine(place.command)}　${describe(place)}`);
}

export function copyOutput(terminal: OpenTerminal, place: Place | undefined, say: Say): void {
  const output = place && terminal.gutter.outputOf(place);
  if (!place) say(NO_COMMAND);
  else if (output === undefined) say('输出太长，开头已经滚出去了，没有复制。');
  else if (output === '') say(`${firstLine(place.command)}　没有输出。`);
  else
    copyText(output).then(
      () => say(`已复制 ${firstLine(place.command)} 的输出。`),
      () => say('浏览器不让网页写剪贴板：请选中后复制。'),
    );
}

export function rerun(terminal: OpenTerminal, place: Place | undefined, say: Say): void {
  if (!place?.command) {
    say(NO_COMMAND);
    return;
  }
  terminal.runner.run([place.command], (state) => {
    if (state.kind === 'busy') say('终端里还有程序在运行：先等它结束，或按 Ctrl+C。');
  });
  terminal.focus();
}

/** The menu at a command's mark in the gutter. */
export function placeMenu(terminal: OpenTerminal, place: Place, event: MouseEvent, say: Say): MenuRequest {
  return {
    title: `${firstLine(place.command)}　${describe(place)}`,
    x: event.clientX,
    y: event.clientY,
    groups: [
      [
        { label: '再运行一次', onPick: () => rerun(terminal, place, say) },
        { label: '复制命令', onPick: () => void copyText(place.command) },
        { label: '复制输出', onPick: () => copyOutput(terminal, place, say) },
      ],
    ],
  };
}

/** What the right button and ⋯ offer about the text. */
export function textItems(terminal: OpenTerminal, onPaste: (text: string) => void, say: Say): MenuItem[] {
  const { terminal: term } = terminal.screen;
  const keys = KEYS();
  return [
    {
      label: '复制',
      keys: keys.copy,
      disabled: !term.hasSelection(),
      onPick: () => copySelection(terminal, false),
    },
    {
      label: '粘贴',
      keys: keys.paste,
      onPick: () => {
        terminal.focus();
        readClipboard(onPaste, () => say(PASTE_REFUSED));
      },
    },
    { label: '全选', onPick: () => term.selectAll() },
  ];
}

export function commandItems(terminal: OpenTerminal, say: Say): MenuItem[] {
  const { last } = terminal.gutter;
  const keys = KEYS();
  return [
    { label: '跳到上一条命令', keys: keys.command.replace(' ↓', ''), onPick: () => jump(terminal, -1, say) },
    { label: '跳到下一条命令', keys: keys.command.replace('↑ ', ''), onPick: () => jump(terminal, 1, say) },
    {
      label: '复制上一条命令的输出',
      disabled: !last,
      onPick: () => copyOutput(terminal, last, say),
    },
    {
      label: '再运行上一条命令',
      disabled: !last?.command,
      onPick: () => rerun(terminal, last, say),
    },
  ];
}

function firstLine(command: string): string {
  const line = command.split('\n')[0] ?? '';
  const short = line.length > 40 ? `${line.slice(0, 40)}…` : line;
  return short || '（没有记下的命令）';
}
