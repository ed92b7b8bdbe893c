import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabDefinition } from '../../shared/lab.ts';
import { suggest } from '../problems.ts';
import type { Problem } from '../problems.ts';
import { questionsOf, readAnswers } from './scripted-answers.ts';
import type { ScriptedAnswer } from './scripted-answers.ts';

/** A script of a lab: the commands that a person would type. */
export interface Attempt {
  readonly step: string;
  readonly file: string;
  readonly text: string;
  /** What is written into the step's questions after the commands, as scripts whose output it is. */
  readonly answers: readonly ScriptedAnswer[];
}

export interface WrongAttempt extends Attempt {
  readonly name: string;
  /** Index of the check that must catch it, 0-based. */
  readonly check: number;
  /** Index of the misconception that must be recognised, 0-based; undefined where the author names none. */
  readonly misconception: number | undefined;
}

export interface Attempts {
  readonly solutions: readonly Attempt[];
  readonly wrong: readonly WrongAttempt[];
}

export const FAILS_ON = /^#\s*应当失败于\s*[：:]\s*检查\s*(\d+)\s*$/u;
export const RECOGNISED_AS = /^#\s*应当认出\s*[：:]\s*误解\s*(\d+)\s*$/u;
const FAILS_ON_EXAMPLE = '# 应当失败于：检查 1';

type Place = Omit<Problem, 'message'>;

/** Reads solution/ and wrong/ of a lab whose lab.yaml is right; `stepPlace` is where a missing file is reported. */
export async function readAttempts(
  dir: string,
  definition: LabDefinition,
  stepPlace: (step: number) => Place,
): Promise<Attempts & { readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const solutions: Attempt[] = [];
  const wrong: WrongAttempt[] = [];
  const stepIds = definition.steps.map((step) => step.id);

  for (const attempt of await scripts(path.join(dir, 'solution'), problems)) {
    const { step, name, file, text } = attempt;
    const definedStep = definition.steps.find(({ id }) => id === step);
    if (!definedStep) problems.push(unknownStep(attempt, stepIds));
    else if (name !== undefined) {
      problems.push({ ...top(file), message: `参考解法的文件名应当是 ${step}.sh` });
    } else {
      const { answers, problems: found } = readAnswers(file, text, questionsOf(definedStep), {
        complete: true,
      });
      problems.push(...found);
      if (!hasCommands(text) && answers.length === 0) problems.push(nothingIn(file));
      else solutions.push({ step, file, text, answers });
    }
  }

  for (const { step, name, file, text } of await scripts(path.join(dir, 'wrong'), problems)) {
    const definedStep = definition.steps.find(({ id }) => id === step);
    if (!definedStep) {
      problems.push(unknownStep({ step, file }, stepIds));
    } else if (name === undefined) {
      const message = `文件名里要有错法的名字，写成 ${step}.<名字>.sh，例如 ${step}.pull-only.sh`;
      problems.push({ ...top(file), message });
    } else {
      const header = readHeader(file, text, definedStep.checks.length, definedStep.misconceptions.length);
      const { answers, problems: found } = readAnswers(file, text, questionsOf(definedStep), {
        complete: false,
      });
      problems.push(...header.problems, ...found);
      if (!hasCommands(text) && answers.length === 0) problems.push(nothingIn(file));
      const { check, misconception } = header;
      if (check !== undefined) wrong.push({ step, name, file, text, answers, check, misconception });
    }
  }

  definition.steps.forEach(({ id, title }, index) => {
    if (!solutions.some(({ step }) => step === id) && !problems.some(isAbout(dir, 'solution', id))) {
      problems.push({
        ...stepPlace(index),
        message: `步骤 ${id}（${title}）缺少参考解法：写一个 solution/${id}.sh`,
      });
    }
    if (!wrong.some(({ step }) => step === id) && !problems.some(isAbout(dir, 'wrong', id))) {
      const message =
        `步骤 ${id}（${title}）还没有一个错误的做法：写一个 wrong/${id}.<名字>.sh，` +
        `第一行是“${FAILS_ON_EXAMPLE}”，证明检查拦得住它`;
      problems.push({ ...stepPlace(index), message });
    }
  });
  return { solutions, wrong, problems };
}

interface Script {
  readonly step: string;
  readonly name: string | undefined;
  readonly file: string;
  readonly text: string;
}

async function scripts(dir: string, problems: Problem[]): Promise<Script[]> {
  const found: Script[] = [];
  let entries;
  try {
    entries = await readdir(dir, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const file = path.join(dir, entry.name);
    const match = /^([^.]+)(?:\.([^.]+))?\.sh$/.exec(entry.name);
    if (!entry.isFile() || !match) {
      problems.push({ ...top(file), message: '这里只放脚本：文件名写成 <步骤>.sh 或 <步骤>.<名字>.sh' });
      continue;
    }
    found.push({ step: match[1]!, name: match[2], file, text: await readFile(file, 'utf8') });
  }
  return found;
}

function readHeader(file: string, text: string, checks: number, misconceptions: number) {
  const problems: Problem[] = [];
  let check: number | undefined;
  let misconception: number | undefined;
  let firstComment: number | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || (index === 0 && trimmed.startsWith('#!'))) continue;
    if (!trimmed.startsWith('#')) break;
    const place = { file, line: index + 1, column: 1 };
    const fails = FAILS_ON.exec(trimmed);
    const recognised = RECOGNISED_AS.exec(trimmed);
    if (fails && firstComment === undefined) {
      check = inRange(fails[1]!, checks, '检查', place, problems);
    } else if (recognised) {
      misconception = inRange(recognised[1]!, misconceptions, '误解', place, problems);
    }
    firstComment ??= index;
  }
  if (check === undefined && problems.length === 0) {
    const message = `第一行注释要写明它该被哪个检查拦下，写成“${FAILS_ON_EXAMPLE}”（这一步有 ${checks} 个检查）`;
    problems.push({ file, line: (firstComment ?? 0) + 1, column: 1, message });
  }
  return { check, misconception, problems };
}

/** From the author's 1-based number to an index. */
function inRange(
  written: string,
  count: number,
  word: string,
  place: Place,
  problems: Problem[],
): number | undefined {
  const index = Number(written) - 1;
  if (index >= 0 && index < count) return index;
  const known = count === 0 ? `这一步没有写${word}` : `这一步的${word}是 1 到 ${count}`;
  problems.push({ ...place, message: `没有${word} ${written}；${known}` });
  return undefined;
}

const top = (file: string): Place => ({ file, line: 1, column: 1 });

const nothingIn = (file: string): Problem => ({
  ...top(file),
  message: '里面没有命令；写上学员会敲的命令，一行一条',
});

function unknownStep({ step, file }: { step: string; file: string }, known: readonly string[]): Problem {
  return { ...top(file), message: `没有步骤 ${step}${suggest(step, known)}` };
}

/** A file of this step that is there and wrong was reported already: "missing" as well would mislead. */
const isAbout = (dir: string, folder: string, step: string) => (problem: Problem) =>
  problem.file.startsWith(path.join(dir, folder, `${step}.`));

function hasCommands(text: string): boolean {
  return text.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('#'));
}
