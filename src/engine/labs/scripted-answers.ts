import type { Step } from '../../shared/lab.ts';
import { suggest } from '../problems.ts';
import type { Problem } from '../problems.ts';

/** What a script of a lab writes into a question of its step. */
export interface ScriptedAnswer {
  readonly id: string;
  /** Run as root in the machine, in /root; its output is the answer. */
  readonly script: string;
}

/** `# 回答 pid：docker inspect -f '{{.State.Pid}}' web` */
const ANSWER = /^#\s*回答\s+([^\s：:]+)\s*[：:]\s*(\S.*)$/u;
const ALMOST = /^#\s*回答/u;

export const questionsOf = ({ checks }: Step): string[] =>
  checks.flatMap(({ answer }) => (answer ? [answer.id] : []));

/** `complete`: every question of the step must be answered, as in a solution. */
export function readAnswers(
  file: string,
  text: string,
  questions: readonly string[],
  { complete }: { readonly complete: boolean },
): { answers: ScriptedAnswer[]; problems: Problem[] } {
  const answers: ScriptedAnswer[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const place = { file, line: index + 1, column: 1 };
    const [, id, script] = ANSWER.exec(line.trim()) ?? [];
    if (id === undefined || script === undefined) {
      if (!ALMOST.test(line.trim())) continue;
      problems.push({ ...place, message: '回答写成“# 回答 <问题的编号>：<一条命令>”，命令的输出就是答案' });
    } else if (!questions.includes(id)) {
      problems.push({ ...place, message: `这一步没有叫 ${id} 的问题${suggest(id, questions)}` });
    } else answers.push({ id, script });
  }
  const missing = questions.filter((id) => !answers.some((answer) => answer.id === id));
  if (complete && missing.length > 0 && problems.length === 0) {
    const message = `还没有回答 ${missing.join('、')}：写一行“# 回答 ${missing[0]}：<一条命令>”，命令的输出就是答案`;
    problems.push({ file, line: 1, column: 1, message });
  }
  return { answers, problems };
}
