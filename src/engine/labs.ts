/**
 * Reads the labs below a folder and refuses what is wrong in them, with file:line:col and what to write instead.
 * Knows nothing about machines: whether a lab's checks work is found out by lab-test.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../shared/errors.ts';
import type { LabDefinition, Step } from '../shared/lab.ts';
import { readAttempts } from './labs/attempts.ts';
import type { Attempts } from './labs/attempts.ts';
import { readDefinition } from './labs/definition.ts';
import { findLabs } from './labs/find.ts';
import type { FoundLab } from './labs/find.ts';
import { formatPlace, problemsError, suggest } from './problems.ts';
import type { Problem } from './problems.ts';

export { formatPlace, nearest, problemsError, shortPath } from './problems.ts';
export type { Problem } from './problems.ts';
export type { Attempt, Attempts, WrongAttempt } from './labs/attempts.ts';
export { embeddings, type Embedding } from './labs/lessons.ts';
export type { ScriptedAnswer } from './labs/scripted-answers.ts';

export interface Lab {
  /** Path below labs/, e.g. `ch4/hello-world`. */
  readonly id: string;
  /** Absolute path of its folder. */
  readonly dir: string;
  readonly definition: LabDefinition;
}

/** All labs below `dir`, sorted by id. Rejects with one UserError that lists every problem of every file. */
export async function loadLabs(dir: string): Promise<Lab[]> {
  const found = await findLabs(path.resolve(dir));
  const read = await Promise.all(found.labs.map(readLab));
  const problems = [...found.problems, ...read.flatMap((lab) => lab.problems)];
  if (problems.length > 0) throw problemsError(problems);
  return read.map(({ lab }) => lab!);
}

/** The lab with this id; UserError with the nearest known ones otherwise. */
export function findLab(labs: readonly Lab[], id: string): Lab {
  const lab = labs.find((candidate) => candidate.id === id);
  if (lab) return lab;
  throw new UserError(
    `没有实验 ${id}${suggest(
      id,
      labs.map((candidate) => candidate.id),
    )}`,
    '实验的编号就是它在 labs/ 下的路径。',
  );
}

/** The step with this id; UserError with the nearest known ones otherwise. */
export function findStep(lab: Lab, id: string): Step {
  const step = lab.definition.steps.find((candidate) => candidate.id === id);
  if (step) return step;
  throw new UserError(
    `实验 ${lab.id} 没有步骤 ${id}${suggest(
      id,
      lab.definition.steps.map((candidate) => candidate.id),
    )}`,
    `步骤写在 ${formatPlace({ file: path.join(lab.dir, 'lab.yaml'), line: 1, column: 1 })}。`,
  );
}

/** The reference solutions and wrong attempts of a loaded lab. */
export async function loadAttempts(lab: Lab): Promise<Attempts> {
  const place = await placesIn(lab);
  const { solutions, wrong, problems } = await readAttempts(lab.dir, lab.definition, (step) =>
    place(['steps', step]),
  );
  if (problems.length > 0) throw problemsError(problems);
  return { solutions, wrong };
}

/** Gives the place in lab.yaml of a part of a lab, e.g. `['steps', 0, 'checks', 1]`, for `formatPlace`. */
export async function placesIn(
  lab: Lab,
): Promise<(path: readonly PropertyKey[]) => Omit<Problem, 'message'>> {
  const file = path.join(lab.dir, 'lab.yaml');
  return readDefinition(file, await readFile(file, 'utf8')).place;
}

async function readLab({ id, dir }: FoundLab): Promise<{ lab?: Lab; problems: readonly Problem[] }> {
  const file = path.join(dir, 'lab.yaml');
  const { definition, problems, place } = readDefinition(file, await readFile(file, 'utf8'));
  if (!definition) return { problems };
  const attempts = await readAttempts(dir, definition, (step) => place(['steps', step]));
  return { lab: { id, dir, definition }, problems: attempts.problems };
}
