import type { LiveMessage, MachineStatus, Session, StepProgress } from '../../shared/api.ts';
import type { LearnerClass } from '../../shared/classroom.ts';
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
  /** By step: what it shows of the learner's machine. */
  readonly shown: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The class that this learner is in, in a classroom. */
  readonly classroom: LearnerClass | null;
}

export const INITIAL_STATE: LiveState = {
  server: 'connecting',
  session: null,
  machines: {},
  progress: {},
  activity: {},
  shown: {},
  classroom: null,
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
    case 'session': {
      const { session } = message;
      // Somebody else, or out of the class: nothing that was known is theirs.
      const same = state.session === null || state.session.learner === session.learner;
      const known = same ? state : { ...INITIAL_STATE, server: state.server };
      return { ...known, session, machines: living(known.machines, session.activeLab) };
    }
    case 'progress':
      return {
        ...state,
        progress: Object.fromEntries(message.progress.steps.map((s) => [stepKey(s.lab, s.step), s])),
      };
    case 'machine': {
      const machines = { ...state.machines, [message.lab]: message.status };
      const fresh = message.status.state === 'queued' || message.status.state === 'starting';
      return { ...state, machines, activity: fresh ? without(state.activity, message.lab) : state.activity };
    }
    // Steps are looked at after every event of the daemon; showing each look would make the page flicker.
    case 'checking':
      return state;
    case 'verdict': {
      const key = stepKey(message.lab, message.step);
      const next = { ...state, progress: { ...state.progress, [key]: message.progress } };
      return withActivity(next, key, { checking: false, verdict: message.verdict });
    }
    case 'shown': {
      const key = stepKey(message.lab, message.step);
      return { ...state, shown: { ...state.shown, [key]: message.values } };
    }
    case 'class':
      return { ...state, classroom: message.class };
  }
}

/** What was found in a machine says nothing about the next one. */
function without(activity: LiveState['activity'], lab: string): LiveState['activity'] {
  const entries = Object.entries(activity);
  const others = entries.filter(([key]) => !key.startsWith(stepKey(lab, '')));
  return others.length === entries.length ? activity : Object.fromEntries(others);
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

export type StepState = 'idle' | 'checking' | 'passed' | 'failed' | 'inconclusive' | 'skipped';

export interface StepView {
  readonly state: StepState;
  readonly reason?: string;
  readonly misconception?: string;
  /** Index of the check that failed; of an idle step that the learner is at, of the one that is still to be done. */
  readonly check?: number;
}

export const hasPassed = (state: LiveState, key: string): boolean =>
  Boolean(state.progress[key]?.passedAt) || state.activity[key]?.verdict?.outcome === 'passed';

/**
 * What the page shows of a step. A step that once passed stays passed. A pushed "not yet" that nobody asked for is
 * shown only when it recognises a wrong turn in the step the learner is at: otherwise every command would turn the
 * whole page red.
 */
export function viewStep(state: LiveState, lab: string, step: string, isCurrent: boolean): StepView {
  const key = stepKey(lab, step);
  const { checking, asked, verdict } = state.activity[key] ?? QUIET;
  if (checking) return { state: 'checking' };
  if (hasPassed(state, key)) return { state: 'passed' };
  const untold: StepView = { state: state.progress[key]?.skippedAt ? 'skipped' : 'idle' };
  if (!verdict || verdict.outcome === 'passed') return untold;
  if (verdict.outcome === 'inconclusive') {
    return asked ? { state: 'inconclusive', reason: verdict.reason } : untold;
  }
  const { reason, check, misconception } = verdict;
  if (!asked && !(isCurrent && misconception)) return isCurrent ? { ...untold, check } : untold;
  return { state: 'failed', reason, check, ...(misconception ? { misconception } : {}) };
}
