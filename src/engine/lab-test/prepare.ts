import type { Step } from '../../shared/lab.ts';
import { loadAttempts, placesIn, problemsError, shortPath, formatPlace } from '../labs.ts';
import type { Lab, Problem, ScriptedAnswer, WrongAttempt } from '../labs.ts';
import { splitCommands } from '../typing.ts';
import type { Command } from '../typing.ts';

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

export async function prepareLab(lab: Lab): Promise<PreparedLab> {
  const [attempts, place] = await Promise.all([loadAttempts(lab), placesIn(lab)]);
  const problems: Problem[] = [];
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
  if (problems.length > 0) throw problemsError(problems);
  return { lab, steps, place: (path) => formatPlace(place(path)) };
}
