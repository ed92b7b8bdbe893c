import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Step } from '../../shared/lab.ts';
import { formatPlace, loadAttempts, placesIn, problemsError, shortPath } from '../labs.ts';
import type { Lab, Problem, ScriptedAnswer, WrongAttempt } from '../labs.ts';
import { scriptProblem, splitCommands } from '../typing.ts';
import type { Command } from '../typing.ts';
import { innerProblems } from './inner-problems.ts';

export interface PreparedStep {
  readonly index: number;
  readonly step: Step;
  readonly solution: {
    readonly file: string;
    readonly commands: readonly Command[];
    readonly answers: readonly ScriptedAnswer[];
  };
  readonly wrong: readonly (WrongAttempt & { readonly commands: readonly Command[] })[];
}

/** A lab with all its scripts read and split, before any machine is taken. */
export interface PreparedLab {
  readonly lab: Lab;
  readonly steps: readonly PreparedStep[];
  /** `file:line:col` of a part of lab.yaml. */
  place(path: readonly PropertyKey[]): string;
}

/** Rejects with one UserError that lists every problem of every lab. */
export async function prepareLabs(labs: readonly Lab[]): Promise<PreparedLab[]> {
  const read = await Promise.all(labs.map(prepareLab));
  const problems = read.flatMap((each) => each.problems);
  if (problems.length > 0) throw problemsError(problems);
  return read.map(({ prepared }) => prepared);
}

/** With what bash, or the checks' own rules, find wrong in a lab that the loader has accepted. */
export async function prepareLab(lab: Lab): Promise<{ prepared: PreparedLab; problems: Problem[] }> {
  const [attempts, place] = await Promise.all([loadAttempts(lab), placesIn(lab)]);
  const problems = [...(await innerProblems(lab, place)), ...(await setupProblems(lab))];
  const split = async (file: string, text: string): Promise<readonly Command[]> => {
    const found = await splitCommands(file, text);
    problems.push(...found.problems);
    return found.commands;
  };

  const steps: PreparedStep[] = [];
  for (const [index, step] of lab.definition.steps.entries()) {
    // loadAttempts has refused a step without one.
    const solution = attempts.solutions.find((candidate) => candidate.step === step.id)!;
    const wrong = [];
    for (const attempt of attempts.wrong.filter((candidate) => candidate.step === step.id)) {
      wrong.push({
        ...attempt,
        file: shortPath(attempt.file),
        commands: await split(attempt.file, attempt.text),
      });
    }
    const commands = await split(solution.file, solution.text);
    steps.push({
      index,
      step,
      solution: { file: shortPath(solution.file), commands, answers: solution.answers },
      wrong,
    });
  }
  return { prepared: { lab, steps, place: (path) => formatPlace(place(path)) }, problems };
}

async function setupProblems(lab: Lab): Promise<Problem[]> {
  const file = path.join(lab.dir, 'setup.sh');
  if (!existsSync(file)) return [];
  const wrong = await scriptProblem(await readFile(file, 'utf8'));
  return wrong ? [{ file, line: wrong.line, column: 1, message: `bash 读不懂这一行：${wrong.message}` }] : [];
}
