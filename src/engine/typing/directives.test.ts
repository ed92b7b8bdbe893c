import { describe, expect, test } from 'vitest';
import { typeCommands } from '../typing.ts';
import { splitCommands } from './commands.ts';

const split = (text: string) => splitCommands('x.sh', text);

describe('what a script does while a command runs', () => {
  test('belongs to the command above it; a plain comment is nothing', async () => {
    const { commands, problems } = await split(
      'docker run -it busybox\n# 说明\n# 等待：/ #\n# 输入：exit 7\nls\n# 等待: [$]\n# 按键：Ctrl-P Ctrl-q Enter\n',
    );
    expect(problems).toEqual([]);
    expect(commands.map(({ meanwhile }) => meanwhile)).toEqual([
      [
        { kind: 'wait', pattern: '/ #' },
        { kind: 'type', data: 'exit 7\r' },
      ],
      [
        { kind: 'wait', pattern: '[$]' },
        { kind: 'type', data: '\x10\x11\r' },
      ],
    ]);
  });

  test('inside a here-document it is text', async () => {
    const { commands } = await split("cat <<'EOF'\n# 输入：x\nEOF\n");
    expect(commands).toMatchObject([{ meanwhile: [] }]);
  });

  test.each([
    ['# 等待：x', 1, '前面还没有命令'],
    ['ls\n# 输入：x', 2, '先写一行“# 等待：<正则>”'],
    ['ls\n# 按键：Enter', 2, '先写一行“# 等待：<正则>”'],
    ['ls\n# 等待：(', 2, '不是正确的正则表达式'],
    ['ls\n# 等待：', 2, '冒号后面是空的'],
    ['ls\n# 等待 x', 2, '写成“# 等待：<正则>”'],
    [
      'ls\n# 等待：x\n# 按键：Ctrl-P Alt-Q',
      3,
      '不认识的键 Alt-Q。这里可以写：Ctrl-C（Ctrl 加一个字母）、Enter、Tab',
    ],
  ])('%j is refused', async (text, line, message) => {
    const { problems } = await split(text);
    expect(problems).toEqual([
      { file: 'x.sh', line, column: 1, message: expect.stringContaining(message) as string },
    ]);
  });
});

/** A terminal that prints, by and by, what each input makes it print; `$ ` at the end is the prompt. */
function fakeTerminal(answers: Readonly<Record<string, readonly string[]>>) {
  let screen = '$ ';
  const typed: string[] = [];
  let pending: string[] = [];
  const session = {
    input: (data: string | Uint8Array) => {
      typed.push(String(data));
      screen += String(data).replace('\r', '\n');
      pending = [...(answers[String(data)] ?? [])];
    },
    screenText: () => {
      screen += pending.shift() ?? '';
      return Promise.resolve(screen);
    },
    waitForPrompt: async () => {
      while (!screen.endsWith('$ ')) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
  return { session, typed };
}

describe('typing while a command runs', () => {
  const type = async (text: string, answers: Readonly<Record<string, readonly string[]>>) => {
    const { session, typed } = fakeTerminal(answers);
    await typeCommands(session, (await split(text)).commands);
    return typed;
  };

  test('waits for the text; what stood on the screen before does not count', async () => {
    const script = 'attach\n# 等待：ready\n# 输入：again\n# 等待：ready\n# 按键：Ctrl-P Ctrl-Q\nls\n';
    const answers = {
      'attach\r': ['starting\n', '', 'ready\n'],
      'again\r': ['', 'working\n', 'ready\n'],
      '\x10\x11': ['detached\n$ '],
      'ls\r': ['$ '],
    };
    const { session, typed } = fakeTerminal(answers);
    const { commands } = await split(script);
    const done = typeCommands(session, commands);
    // The last answers are printed when somebody looks.
    const looking = setInterval(() => void session.screenText(), 10);
    await done.finally(() => clearInterval(looking));
    expect(typed).toEqual(['attach\r', 'again\r', '\x10\x11', 'ls\r']);
  });

  test('a command that ends without the text is told so', async () => {
    await expect(type('attach\n# 等待：ready\n', { 'attach\r': ['no such thing\n$ '] })).rejects.toThrow(
      '命令已经结束，屏幕上没有出现“ready”',
    );
  });
});
