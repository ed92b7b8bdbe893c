import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { embeddings, lintLabs, testLabs } from '../lab-test.ts';
import type { Embedding } from '../lab-test.ts';
import { loadLabs } from '../labs.ts';
import type { Problem } from '../labs.ts';
import { labCopy } from './lab-copy.ts';

const copy = labCopy();
const { edit, write } = copy;
const noMachine = { takeMachine: () => Promise.reject(new Error('nothing should come to that')) };

describe('what bash or the rules of checks refuse', () => {
  const refused = async (): Promise<string> => {
    const { problems } = await lintLabs(await loadLabs(copy.root), { images: [], lessons: [] });
    const own = problems.filter(({ message }) => !message.startsWith('课程仓库里没有镜像'));
    return own
      .map(
        ({ file, line, column, message }) => `${path.relative(copy.root, file)}:${line}:${column} ${message}`,
      )
      .join('\n')
      .replaceAll('ch0/two-steps/', '');
  };
  const check = (text: string) =>
    edit('lab.yaml', (yaml) => yaml.replace("command: { matches: 'docker ps -a' }", text));

  test('nothing in a good lab', async () => {
    expect(await refused()).toBe('');
  });

  test('a solution that is not complete', async () => {
    write('solution/look.sh', "echo 'open\n");
    expect(await refused()).toBe(
      'solution/look.sh:1:1 从这一行开始的命令没有写完：少了引号、括号、done、fi 或 EOF',
    );
    const events = testLabs(await loadLabs(copy.root), noMachine);
    await expect(events.next()).rejects.toThrow('从这一行开始的命令没有写完');
  });

  test('a setup.sh', async () => {
    write('setup.sh', 'set -e\nif true; then\n');
    expect(await refused()).toMatch(/^setup\.sh:3:1 bash 读不懂这一行：syntax error/);
  });

  test.each([
    ["exec: { script: 'if true' }", /^lab\.yaml:19:25 bash 读不懂这段脚本，第 2 行：syntax error/],
    ["any: [{ exec: { script: 'echo (' } }]", /^lab\.yaml:19:33 bash 读不懂这段脚本，第 1 行/],
    ["command: { matches: '.*' }", /^lab\.yaml:19:29 这个正则表达式连空的文字也匹配/],
    ["command: { matches: '(docker ps)?' }", /^lab\.yaml:19:29 这个正则/],
    ["not: { file: { path: /a, content: 'x*' } }", /^lab\.yaml:19:43 这个正则/],
    ["exec: { script: ls, stdout: 'a|' }", /^lab\.yaml:19:37 这个正则/],
  ])('%s', async (text, problem) => {
    check(text);
    expect(await refused()).toMatch(problem);
  });

  test('a pattern that needs something is accepted', async () => {
    check("exec: { script: ls, stdout: '^$|x' }"); // matches the empty text
    expect(await refused()).not.toBe('');
    check("exec: { script: ls, stdout: 'x.*' }");
    edit('lab.yaml', (yaml) => yaml.replace("'^$|x'", "'x.*'"));
    expect(await refused()).toBe('');
  });
});

describe('lintLabs', () => {
  const images = [{ name: 'busybox', publish: ['latest', '1.37'], key: '' }];
  const lint = async (lessons: Embedding[] = []) => {
    const { problems, warnings } = await lintLabs(await loadLabs(copy.root), { images, lessons });
    const show = ({ file, line, message }: Problem) => `${path.basename(file)}:${line} ${message}`;
    return { problems: problems.map(show), warnings: warnings.map(show) };
  };
  const lesson = { lesson: 'ch0/a', lab: 'ch0/two-steps', steps: ['create', 'look'] };
  const hints = (text: string) => edit('lab.yaml', (yaml) => yaml.replace('[用 docker create]', text));

  test('hints that give nothing away, and a last one without a command', async () => {
    hints('[想一想, 想一想, 它是这样一条命令：先创建它]');
    expect((await lint([lesson])).warnings.slice(1)).toEqual([
      'lab.yaml:12 这条提示什么也没有透露；每一条都要比前一条更具体',
      'lab.yaml:12 和前面的一条提示一样',
      expect.stringMatching(/^lab.yaml:12 最后一条提示里没有命令/),
      expect.stringMatching(/^lab.yaml:21 最后一条提示里没有命令/),
    ]);
    hints('[]');
    edit('lab.yaml', (yaml) => yaml.replace(/hints: \[想.*\]/, "hints: ['用 `docker create`']"));
    edit('lab.yaml', (yaml) => yaml.replace('[用 docker ps]', "['用 `docker ps`']"));
    expect((await lint([lesson])).warnings).toEqual([
      expect.stringMatching(/^lab.yaml:1 第一行写上 # yaml-language-server/),
    ]);
    edit('lab.yaml', (yaml) => `# yaml-language-server: $schema=../lab.schema.json\n${yaml}`);
    expect(await lint([lesson])).toEqual({ problems: [], warnings: [] });
  });

  test('a misconception that no wrong attempt shows being recognised', async () => {
    const told =
      'lab.yaml:14 没有错误的做法证明这条误解认得出来：写一个 wrong/create.<名字>.sh，开头写“# 应当认出：误解 1”';
    const without = async () => (await lint([lesson])).warnings;
    expect(await without()).not.toContainEqual(expect.stringContaining('误解'));
    edit('wrong/create.tag-only.sh', (script) => script.replace(/^# 应当认出.*\n/m, ''));
    expect(await without()).toContainEqual(told);
  });

  test('a lab without a lesson, a step that no lesson shows', async () => {
    expect((await lint()).warnings[1]).toMatch(
      /^lab.yaml:1 还没有课文嵌入这个实验：.*<Lab id="ch0\/two-steps" \/>/,
    );
    const { warnings } = await lint([{ ...lesson, steps: ['create'] }]);
    expect(warnings[1]).toBe('lab.yaml:16 课文 ch0/a 里没有 <Step id="look">，学员看不到这一步');
  });

  test('an image that the course registry does not serve: those that it does', async () => {
    edit('lab.yaml', (yaml) =>
      yaml.replace('[busybox]', '[busybox:1.37, docker.io/library/busybox, ubuntu]'),
    );
    const { problems } = await lint([lesson]);
    expect(problems).toEqual([
      expect.stringMatching(/^lab.yaml:3 课程仓库里没有镜像 ubuntu，.*现有：busybox:1.37、busybox:latest；/),
    ]);
  });
});

test('the lessons that embed labs; code in a lesson is no lesson', async () => {
  writeFileSync(
    path.join(copy.root, 'a.mdx'),
    [
      '```mdx',
      '<Lab id="code" />',
      '```',
      '`<Lab id="code" />`',
      '<Lab',
      '  id="ch0/x" />',
      '<Step id="s">',
    ].join('\n'),
  );
  writeFileSync(path.join(copy.root, 'b.md'), '# 没有实验\n');
  expect(await embeddings(copy.root)).toEqual([{ lesson: 'a', lab: 'ch0/x', steps: ['s'] }]);
});
