import { describe, expect, test } from 'vitest';
import { splitCommands } from './commands.ts';

const split = async (text: string) =>
  (await splitCommands('x.sh', text)).commands.map(({ text, line }) => [line, text]);

describe('splitCommands', () => {
  test('one command a line, without comments and blank lines', async () => {
    expect(await split('#!/bin/bash\n# 注释\n\ndocker ps # 看\n  ls\n')).toEqual([
      [4, 'docker ps # 看'],
      [5, '  ls'],
    ]);
  });

  test.each([
    ['a continued line', 'docker run \\\n  --name web \\\n  busybox'],
    ['a loop', 'for i in 1 2; do\n  # 不是顶层的注释\n\n  echo $i\ndone'],
    ['a here-document', "cat > Dockerfile <<'EOF'\nFROM busybox\n# 文档里的内容\nEOF"],
    ['quotes over lines', "echo 'it\nis'"],
    ['a pipe at the end', 'docker ps |\n  grep web'],
    ['a function', 'f() {\n  ls\n}'],
    ['a substitution', 'docker rm $(\n  docker ps -aq\n)'],
    ['a case', 'case a in\n  a) ls ;;\nesac'],
  ])('%s is one command', async (_what, command) => {
    expect(await split(`ls\n${command}\npwd\n`)).toEqual([
      [1, 'ls'],
      [2, command],
      [2 + command.split('\n').length, 'pwd'],
    ]);
  });

  test('an escaped backslash at the end of a line ends it', async () => {
    expect(await split('echo \\\\\nls')).toHaveLength(2);
  });

  test('says where bash does not understand it', async () => {
    const { problems } = await splitCommands('x.sh', 'ls\necho )\n');
    expect(problems).toEqual([
      { file: 'x.sh', line: 2, column: 1, message: expect.stringContaining('syntax error') as string },
    ]);
  });

  test('says which command is not complete', async () => {
    const { commands, problems } = await splitCommands('x.sh', 'ls\nfor i in 1; do\n  ls\n');
    expect(commands).toHaveLength(1);
    expect(problems).toMatchObject([{ line: 2, message: expect.stringContaining('没有写完') as string }]);
  });
});
