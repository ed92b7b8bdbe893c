import type { Solution } from '../../shared/api.ts';
import type { Step } from '../../shared/lab.ts';
import { loadAttempts, type Lab } from '../labs.ts';

/** What a learner sees who asks for the solution: the script without its notes to lab-test. */
export async function solutionOf(lab: Lab, step: Step): Promise<Solution> {
  const { solutions } = await loadAttempts(lab);
  const { text, answers } = solutions.find((each) => each.step === step.id)!; // a lab without one isn't loaded
  const questions = step.checks.flatMap(({ answer }) => (answer ? [answer] : []));
  return {
    commands: text
      .split('\n')
      .filter((line) => !/^#\s*(?:回答\s|等待\s*[：:])/u.test(line))
      .join('\n')
      .trim(),
    answers: questions.flatMap(({ id, ask, is }): Solution['answers'] => {
      // A fixed answer is no output of a command: its script could only echo it.
      if (is !== undefined) return [{ ask, text: typeof is === 'string' ? is : is.join('、') }];
      const script = answers.find((answer) => answer.id === id)?.script;
      return script === undefined ? [] : [{ ask, command: script }];
    }),
    explain: step.explain ?? null,
  };
}
