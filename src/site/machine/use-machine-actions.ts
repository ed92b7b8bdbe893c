import { useState } from 'react';
import { ApiFailure, extendLab, failureText, resetLab, startLab, stopLab } from '../live/api-client.ts';
import { focusWhenOpen, folded } from './pane-state.ts';

export interface MachineActions {
  readonly busy: boolean;
  readonly failure: string | null;
  /** The lab whose machine would have to go; asks the learner. */
  readonly replaces: string | null;
  /** `from`: the step to begin at. */
  start(replace?: boolean, from?: string): void;
  reset(from?: string): void;
  stop(): void;
  extend(): void;
  dismiss(): void;
}

/** The four calls about a lab's machine; give the component that uses it the lab as its key. What comes of them arrives over the live socket. */
export function useMachineActions(lab: string): MachineActions {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [replaces, setReplaces] = useState<string | null>(null);

  const act = async (call: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    setReplaces(null);
    try {
      await call();
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 'other-lab-active' && error.lab)
        setReplaces(error.lab);
      else setFailure(failureText(error));
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    failure,
    replaces,
    start(replace = false, from) {
      folded.set(false);
      focusWhenOpen.want();
      void act(() => startLab(lab, replace, from));
    },
    reset(from) {
      focusWhenOpen.want();
      void act(() => resetLab(lab, from));
    },
    stop: () => void act(() => stopLab(lab)),
    extend: () => void act(() => extendLab(lab)),
    dismiss: () => setReplaces(null),
  };
}
