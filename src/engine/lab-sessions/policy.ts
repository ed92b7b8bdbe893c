import type { LiveMessage, MachineStatus, Session, StepProgress } from '../../shared/api.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { TerminalSession } from '../terminal.ts';

/** What became of a learner at a lab, for whoever looks on. */
export type LabNews =
  | { readonly kind: 'machine'; readonly lab: string; readonly status: MachineStatus }
  | { readonly kind: 'started' | 'reset'; readonly lab: string; readonly from: string | undefined }
  | { readonly kind: 'stopped'; readonly lab: string }
  | {
      readonly kind: 'verdict';
      readonly lab: string;
      readonly step: string;
      readonly verdict: Verdict;
      readonly asked: boolean;
      readonly progress: StepProgress;
      /** It had been passed before. */
      readonly again: boolean;
    }
  | { readonly kind: 'hints'; readonly lab: string; readonly step: string; readonly seen: number }
  | { readonly kind: 'solution' | 'skipped'; readonly lab: string; readonly step: string }
  | {
      readonly kind: 'command';
      readonly lab: string;
      /** The step that the learner is at. */
      readonly step: string | undefined;
      readonly command: string;
      readonly exitCode: number;
    }
  | {
      readonly kind: 'terminal';
      readonly lab: string;
      readonly number: number;
      /** Just opened. */
      readonly terminal: TerminalSession;
    }
  /** Typed, ran or pressed something. */
  | { readonly kind: 'active' }
  /** A page was opened or closed. */
  | { readonly kind: 'pages' };

export interface MachineLimits {
  /** In place of the server's own. */
  readonly idleMs?: number | undefined;
  /** Then the machine goes away, however busy. */
  readonly untilMs?: number | undefined;
}

/** Whoever is responsible for learners beyond their labs: a class. Nothing here may throw. */
export interface LearnerPolicy {
  standing(learner: string): Session['classroom'];
  limits(learner: string): MachineLimits;
  news(learner: string, news: LabNews): void;
  /** What a page that has just come is told beyond its labs. */
  greeting(learner: string): readonly LiveMessage[];
}

/** Everybody for themselves, as on one's own computer. */
export const NO_POLICY: LearnerPolicy = {
  standing: () => 'off',
  limits: () => ({}),
  news: () => {},
  greeting: () => [],
};
