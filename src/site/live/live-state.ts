import type { LiveMessage, MachineStatus, Session, StepProgress } from '../../shared/api.ts';
import type { Verdict } from '../../shared/verdict.ts';

/** `absent`: nobody answers at /api, as on static hosting. */
export type ServerState = 'connecting' | 'online' | 'reconnecting' | 'absent';

export interface StepActivity {
  /** The learner pressed 检查 and the answer is still out. */
  readonly checking: boolean;
  /** The learner has asked for a verdict here, so a "not yet" is an answer and not nagging. */
  readonly asked: boolean;
  readonly verdict: Verdict | null;
}

export interface LiveState {
  readonly server: ServerState;
  readonly session: Session | null;
  readonly machines: Readonly<Record<string, MachineStatus>>;
  readonly progress: Readonly<Record<string, StepProgress>>;
  readonly activity: Readonly<Record<string, StepActivity>>;
}

export const INITIAL_STATE: LiveState = {
  server: 'connecting',
  session: null,
  machines: {},
  progress: {},
  activity: {},
};

export const QUIET: StepActivity = { checking: false, asked: false, verdict: null };

export const stepKey = (lab: string, step: string): string => `${lab}#${step}`;

export function withActivity(state: LiveState, key: string, change: Partial<StepActivity>): LiveState {
  return {
    ...state,
    activity: { ...state.activity, [key]: { ...(state.activity[key] ?? QUIET), ...change } },
  };
}

/** What a message makes of the state. Pure, so that it can be tested without a socket. */
export function applyMessage(state: LiveState, message: LiveMessage): LiveState {
  switch (message.type) {
    case 'session':
      return {
        ...state,
        session: message.session,
        machines: living(state.machines, message.session.activeLab),
      };
    case 'progress':
      return {
        ...state,
        progress: Object.fromEntries(message.progress.steps.map((s) => [stepKey(s.lab, s.step), s])),
      };
    case 'machine':
      return { ...state, machines: { ...state.machines, [message.lab]: message.status } };
    // Steps are looked at after every event of the daemon; showing each look would make the page flicker.
    case 'checking':
      return state;
    case 'verdict': {
      const key = stepKey(message.lab, message.step);
      const next = { ...state, progress: { ...state.progress, [key]: message.progress } };
      return withActivity(next, key, { checking: false, verdict: message.verdict });
    }
  }
}

/** A reconnect may have missed that a machine went away: only the active lab can still have one. */
function living(
  machines: Readonly<Record<string, MachineStatus>>,
  activeLab: string | null,
): Record<string, MachineStatus> {
  return Object.fromEntries(
    Object.entries(machines).filter(
      ([lab, status]) => lab === activeLab || status.state === 'expired' || status.state === 'failed',
    ),
  );
}

export type StepState = 'idle' | 'checking' | 'passed' | 'failed' | 'inconclusive';

export interface StepView {
  readonly state: StepState;
  readonly reason?: string;
  readonly misconception?: string;
}

/**
 * What the page shows of a step. A step that once passed stays passed. A pushed "not yet" that nobody asked for is
 * shown only when it recognises a wrong turn in the step the learner is at: otherwise every command would turn the
 * whole page red.
 */
export function viewStep(state: LiveState, lab: string, step: string, isCurrent: boolean): StepView {
  const key = stepKey(lab, step);
  const { checking, asked, verdict } = state.activity[key] ?? QUIET;
  if (checking) return { state: 'checking' };
  if (state.progress[key]?.passedAt || verdict?.outcome === 'passed') return { state: 'passed' };
  if (!verdict) return { state: 'idle' };
  if (verdict.outcome === 'inconclusive') {
    return asked ? { state: 'inconclusive', reason: verdict.reason } : { state: 'idle' };
  }
  if (!asked && !(isCurrent && verdict.misconception)) return { state: 'idle' };
  return {
    state: 'failed',
    reason: verdict.reason,
    ...(verdict.misconception ? { misconception: verdict.misconception } : {}),
  };
}
