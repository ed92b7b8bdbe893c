import type { Problem } from '../problems.ts';

/** What is done at the terminal while a command runs, e.g. inside the shell of a container. */
export type Meanwhile =
  /** Until what was printed since the last thing typed matches. */
  { readonly kind: 'wait'; readonly pattern: string } | { readonly kind: 'type'; readonly data: string };

const DIRECTIVE = /^#\s*(等待|输入|按键)\s*[：:]\s*(.*?)\s*$/u;
const ALMOST = /^#\s*(?:等待|输入|按键)(?:\s|$)/u;
const WRITTEN = '“# 等待：<正则>”“# 输入：<一行文字>”或“# 按键：Ctrl-P Ctrl-Q”';

const KEYS: Readonly<Record<string, string>> = {
  Enter: '\r',
  Tab: '\t',
  Esc: '\x1b',
  Space: ' ',
  Backspace: '\x7f',
  Up: '\x1b[A',
  Down: '\x1b[B',
  Right: '\x1b[C',
  Left: '\x1b[D',
};

/** Reads a comment line; undefined: an ordinary comment. `first`: nothing is done yet during this command. */
export function readDirective(
  line: string,
  first: boolean,
): Meanwhile | Pick<Problem, 'message'> | undefined {
  const [, word, value] = DIRECTIVE.exec(line.trim()) ?? [];
  if (word === undefined || value === undefined) {
    return ALMOST.test(line.trim()) ? { message: `写成${WRITTEN}` } : undefined;
  }
  if (value === '') return { message: `冒号后面是空的；写成${WRITTEN}` };
  if (word === '等待') {
    try {
      new RegExp(value, 'u');
      return { kind: 'wait', pattern: value };
    } catch (error) {
      return { message: `不是正确的正则表达式：${(error as Error).message}` };
    }
  }
  if (first) {
    // A key that comes before the program reads it goes to whoever reads then.
    return { message: '先写一行“# 等待：<正则>”，等命令里的程序准备好，例如它的提示符出现' };
  }
  return word === '输入' ? { kind: 'type', data: `${value}\r` } : readKeys(value);
}

function readKeys(value: string): Meanwhile | Pick<Problem, 'message'> {
  let data = '';
  for (const key of value.split(/\s+/)) {
    const code = KEYS[key] ?? controlCode(key);
    if (code === undefined) {
      const known = ['Ctrl-C（Ctrl 加一个字母）', ...Object.keys(KEYS)].join('、');
      return { message: `不认识的键 ${key}。这里可以写：${known}；文字用“# 输入：”` };
    }
    data += code;
  }
  return { kind: 'type', data };
}

function controlCode(key: string): string | undefined {
  const letter = /^Ctrl-([A-Za-z\\])$/.exec(key)?.[1];
  return letter && String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 0x40);
}
