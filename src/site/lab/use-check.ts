import { useEffect, useState } from 'react';
import type { PublicQuestion } from '../../shared/lab.ts';
import { askForVerdict, useLive } from '../live/live-client.ts';
import { draftKey, loadDrafts, useDrafts, writeDraft } from './drafts.ts';

/** The 检查 button of a step, and what is written into its questions. */
export function useCheck(lab: string, step: string, questions: readonly PublicQuestion[]) {
  const hasMachine = useLive().machines[lab]?.state === 'ready';
  const [toldToStart, setToldToStart] = useState(false);
  const drafts = useDrafts();
  useEffect(loadDrafts, []);
  const answers = Object.fromEntries(questions.map(({ id }) => [id, drafts[draftKey(lab, step, id)] ?? '']));
  return {
    answers,
    toldToStart: toldToStart && !hasMachine,
    write(question: string, text: string): void {
      writeDraft(draftKey(lab, step, question), text);
    },
    /** Resolves with the question that the verdict is about, if it failed on one. */
    async ask(): Promise<PublicQuestion | undefined> {
      setToldToStart(!hasMachine);
      if (!hasMachine) return undefined;
      const verdict = await askForVerdict(lab, step, questions.length > 0 ? answers : undefined);
      return verdict?.outcome === 'failed'
        ? questions.find(({ check }) => check === verdict.check)
        : undefined;
    },
  };
}
