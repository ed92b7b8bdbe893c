import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { passCacheFile } from '../../src/engine/pass-cache.ts';
import { testHome } from '../../src/server/config.ts';
import { describeEngine } from './machines.ts';
import { leftovers, root } from './program.ts';

// The browser tests' home: what is built here is built for them too.
const home = join(testHome(), 'e2e');
const WITHIN_MS = 10 * 60_000;

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

function start(command: string, args: readonly string[], cwd = root) {
  const env = { ...process.env, MATOU_HOME: home };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const ended = new Promise<Ran>((done) => child.once('close', (code) => done({ code, output })));
  return { child, ended, output: () => output };
}

const lab = (...args: string[]) => start(process.execPath, ['src/cli/bootstrap.mjs', 'lab', ...args]);

interface Report {
  readonly labs: readonly {
    readonly id: string;
    readonly skipped: boolean;
    readonly results: readonly {
      readonly trial: { readonly kind: string };
      readonly surprise?: { readonly place: string; readonly message: string; readonly flaky?: true };
    }[];
  }[];
  readonly surprises: number;
}

/** What an independent reader makes of the XML; python3 is there wherever the project was installed. */
function readXml(file: string): { tag: string; [attribute: string]: string }[] {
  const script =
    'import json,sys,xml.etree.ElementTree as t; print(json.dumps([dict(e.attrib, tag=e.tag) for e in t.parse(sys.argv[1]).iter()]))';
  return JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as ReturnType<
    typeof readXml
  >;
}

describeEngine('lab test, on real machines', () => {
  const proof = 'test/fixtures/labs/proof/ch0';
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'matou-lab-cli-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    expect(await leftovers(home)).toEqual([]);
  });

  const testProof = (...args: string[]) => lab('test', '--labs', 'test/fixtures/labs/proof', ...args);
  const report = (file: string): Report => JSON.parse(readFileSync(file, 'utf8')) as Report;
  const surprisesIn = ({ labs }: Report) =>
    Object.fromEntries(
      labs.map(({ id, results }) => [
        id,
        results.flatMap(({ surprise }) => (surprise ? [`${surprise.place} ${surprise.message}`] : [])),
      ]),
    );

  test(
    'a check that is always true and a wrong attempt that passes are caught, with their places; keys pressed inside programs are not',
    async () => {
      const json = join(folder, 'new-folder', 'report.json');
      const junit = join(folder, 'report.xml');
      const ids = ['ch0/always-true', 'ch0/wrong-passes', 'ch0/interactive'];
      const { code, output } = await testProof(...ids, '--fresh', '--json', json, '--junit', junit).ended;
      expect(code, output).toBe(1);
      expect(surprisesIn(report(json))).toEqual({
        'ch0/always-true': [
          `${proof}/always-true/lab.yaml:8:7 在全新的实验机上，什么都没做，步骤 run 就通过了。应当没通过`,
          `${proof}/always-true/wrong/run.look-only.sh:1:1 这个错误的做法通过了。应当被检查 1 拦下（${proof}/always-true/lab.yaml:8:9）`,
          expect.stringContaining(`${proof}/always-true/lab.yaml:8:9 没有什么让检查 1 失败过`),
        ],
        'ch0/interactive': [],
        'ch0/wrong-passes': [
          `${proof}/wrong-passes/wrong/run.create-only.sh:1:1 这个错误的做法通过了。应当被检查 1 拦下（${proof}/wrong-passes/lab.yaml:8:9）`,
        ],
      });
      expect(output).toContain('4 项出乎意料');
      expect(output).toContain('│ root@matou:~# docker create --name web busybox');

      const [suites, ...rest] = readXml(junit);
      expect(suites).toMatchObject({ tag: 'testsuites', failures: '4' });
      expect(rest.filter(({ tag }) => tag === 'testsuite').map(({ name }) => name)).toEqual(ids.toSorted());
      const failed = rest.filter(({ file }) => file !== undefined);
      expect(failed.at(-1)).toMatchObject({
        tag: 'testcase',
        classname: 'ch0/wrong-passes',
        file: `${proof}/wrong-passes/wrong/run.create-only.sh`,
        line: '1',
      });
      expect(rest.filter(({ tag }) => tag === 'failure')).toHaveLength(4);
    },
    WITHIN_MS,
  );

  test('what has passed and not changed is skipped, without an engine; what surprised is not', async () => {
    const { code, output } = await testProof('ch0/interactive').ended;
    expect(output).toMatch(
      /^ch0\/interactive .*上次通过以后没有变，跳过.*\n1 个实验（跳过 1 个），0 项.*\n$/,
    );
    expect(code).toBe(0);
    const passes = readFileSync(passCacheFile(home), 'utf8');
    expect(passes).toContain('lab ch0/interactive');
    expect(passes).not.toContain('lab ch0/always-true');
  });

  test(
    'a check that sometimes passes is flaky',
    async () => {
      // Nine faces, four throws, twice: all the same once in 500 000 runs.
      const { code, output } = await testProof('ch0/flaky', '--repeat', '4', '--json').ended;
      expect(code, output).toBe(1);
      // What is for people goes to stderr then.
      const json = output.slice(output.indexOf('\n{\n'), output.lastIndexOf('\n}\n') + 2);
      const [flaky] = (JSON.parse(json) as Report).labs;
      const told = flaky!.results.flatMap(({ surprise }) => (surprise?.flaky ? [surprise] : []));
      expect(told.length, output).toBeGreaterThan(0);
      for (const { place, message } of told) {
        expect(place).toMatch(/ch0\/flaky\/(solution\/create|wrong\/create\.other)\.sh:1:1$/);
        expect(message).toMatch(/^结果不稳定，做了 4 次：\d 次.+；\d 次/);
      }
    },
    WITHIN_MS,
  );

  test(
    'Ctrl-C: no machine stays, and it says that it was not finished',
    async () => {
      const running = testProof('ch0/interactive', '--jobs', '2', '--fresh');
      await expect.poll(running.output, { timeout: WITHIN_MS }).toContain('ch0/interactive 在程序里按键');
      running.child.kill('SIGINT');
      const { code, output } = await running.ended;
      expect(code, output).toBe(1);
      expect(output).toContain('没有做完');
      expect(output).not.toContain('✗');
      expect(await leftovers(home)).toEqual([]);
    },
    WITHIN_MS,
  );
});

describeEngine('the page for authors, followed to the letter', () => {
  const page = readFileSync(join(root, 'docs/authors/write-a-lab.mdx'), 'utf8');
  /** Code blocks with a title: `终端` is what is typed, everything else a file. */
  const blocks = [...page.matchAll(/^```\w+ title="([^"]+)"\n([\s\S]*?)^```$/gm)].map(([, title, text]) => ({
    title: title!,
    text: text!,
  }));
  const COMMAND = '终端';
  let checkout: string;
  beforeAll(() => {
    rmSync(passCacheFile(home), { force: true }); // the lab of the page may have passed before
    // A checkout of its own, in which the page may write.
    checkout = mkdtempSync(join(tmpdir(), 'matou-author-'));
    for (const name of [
      'src',
      'images',
      'labs',
      'docs',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
    ])
      cpSync(join(root, name), join(checkout, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  });
  afterAll(() => rmSync(checkout, { recursive: true }));

  test(
    'ends in a lab that passes',
    async () => {
      const outputs: string[] = [];
      for (const { title, text } of blocks) {
        if (title !== COMMAND) {
          const file = join(checkout, title);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, text);
          continue;
        }
        const { code, output } = await start('bash', ['-e', '-c', text], checkout).ended;
        expect(code, `${text}\n${output}`).toBe(0);
        outputs.push(output);
      }
      expect(blocks.filter(({ title }) => title !== COMMAND).length).toBeGreaterThan(3);
      const [made, first, linted, full, last, recorded] = outputs;
      expect(outputs).toHaveLength(6);
      expect(made).toContain('labs/ch9/harbour/lab.yaml');
      expect(first).toContain('1 个实验，4 项：全部符合预期');
      expect(linted).toContain('还没有课文嵌入这个实验');
      expect(full).toContain('find-pid 错误的做法 inside，被检查 2 拦下');
      expect(full).toContain('全部符合预期');
      expect(last).toContain('1 个实验的文件都没有错误。');
      expect(last).toContain('课文：ch9-harbour/first');
      expect(recorded).toContain('+ 录好了  top');
    },
    WITHIN_MS,
  );
});

describe('lab, without an engine', () => {
  test('new refuses to write over a lab, and a name that is none', async () => {
    for (const [id, what] of [
      ['ch4/hello-world', 'labs/ch4/hello-world 已经存在'],
      ['Ch4/Hello', '实验的编号不能是 Ch4/Hello'],
      ['hello', '实验的编号不能是 hello'],
    ] as const) {
      const { code, output } = await lab('new', id, '--title', 'x').ended;
      expect(code).toBe(1);
      expect(output).toContain(what);
    }
  });

  test('list as JSON', async () => {
    const { output } = await lab('list', 'ch4/hello-world', '--json').ended;
    expect(JSON.parse(output)).toMatchObject([
      { id: 'ch4/hello-world', title: '第一个容器', lessons: ['ch4-images/first-container'] },
    ]);
  });

  test('an unknown id', async () => {
    const { code, output } = await lab('lint', 'ch4/hello-wolrd').ended;
    expect(code).toBe(1);
    expect(output).toContain('没有实验 ch4/hello-wolrd；是不是想写 ch4/hello-world？');
  });
});
