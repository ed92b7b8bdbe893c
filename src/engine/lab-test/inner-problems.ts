import type { Condition } from '../../shared/conditions.ts';
import type { LabDefinition } from '../../shared/lab.ts';
import type { Lab, Problem } from '../labs.ts';
import { scriptProblem } from '../typing.ts';

type Path = readonly PropertyKey[];
type Place = (path: Path) => Omit<Problem, 'message'>;

/** What the schema can't see in the conditions of a lab: scripts that bash can't read, patterns that always match. */
export async function innerProblems({ definition }: Lab, place: Place): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [path, condition] of conditionsOf(definition)) {
    for (const [inner, script] of scriptsOf(condition)) {
      const wrong = await scriptProblem(script);
      if (!wrong) continue;
      const message = `bash 读不懂这段脚本，第 ${wrong.line} 行：${wrong.message}`;
      problems.push({ ...place([...path, ...inner]), message });
    }
    for (const [inner, pattern] of patternsOf(condition)) {
      if (!matchesNothing(pattern, inner[0] === 'command')) continue;
      const message =
        '这个正则表达式连空的文字也匹配，所以总是成立；写得具体些，至少写一个必须出现的字，例如 docker ps.*';
      problems.push({ ...place([...path, ...inner]), message });
    }
  }
  return problems;
}

/** Every condition of a lab with its path in lab.yaml, the nested ones too. */
function* conditionsOf({ steps }: LabDefinition): Generator<readonly [Path, Condition]> {
  for (const [index, { checks, misconceptions }] of steps.entries()) {
    for (const [at, check] of checks.entries()) yield* nested(['steps', index, 'checks', at], check);
    for (const [at, { when }] of misconceptions.entries()) {
      yield* nested(['steps', index, 'misconceptions', at, 'when'], when);
    }
  }
}

function* nested(path: Path, condition: Condition): Generator<readonly [Path, Condition]> {
  yield [path, condition];
  for (const kind of ['all', 'any'] as const) {
    for (const [at, inner] of (condition[kind] ?? []).entries()) yield* nested([...path, kind, at], inner);
  }
  if (condition.not) yield* nested([...path, 'not'], condition.not);
}

const written = (parts: readonly (readonly [Path, string | undefined])[]): (readonly [Path, string])[] =>
  parts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const]));

const scriptsOf = ({ exec, answer }: Condition) =>
  written([
    [['exec', 'script'], exec?.script],
    [['answer', 'truth'], answer?.truth],
  ]);

const patternsOf = ({ command, exec, file, process, image, noImage }: Condition) =>
  written([
    [['command', 'matches'], command?.matches],
    [['exec', 'stdout'], exec?.stdout],
    [['file', 'content'], file?.content],
    [['process', 'command'], process?.command],
    [['process', 'cgroup'], process?.cgroup],
    [['image', 'history'], image?.history],
    [['noImage', 'history'], noImage?.history],
  ]);

/** A command is matched as a whole, everything else anywhere in a text. */
const matchesNothing = (pattern: string, whole: boolean): boolean =>
  new RegExp(whole ? `^(?:${pattern})$` : pattern, 'u').test('');
