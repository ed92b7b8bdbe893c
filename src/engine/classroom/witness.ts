import type { Evidence } from '../../shared/report.ts';
import type { LabNews } from '../lab-sessions.ts';

/** What of the news is evidence. Judging goes on all the time: only what the learner asked for, or passed, counts. */
export function evidenceOf(news: LabNews): (Pick<Evidence, 'kind'> & Partial<Evidence>) | undefined {
  switch (news.kind) {
    case 'started':
    case 'reset':
      return { kind: news.kind, lab: news.lab, step: news.from ?? null };
    case 'stopped':
      return { kind: 'stopped', lab: news.lab };
    case 'hints':
      return { kind: 'hint', lab: news.lab, step: news.step, text: String(news.seen) };
    case 'solution':
    case 'skipped':
      return { kind: news.kind, lab: news.lab, step: news.step };
    case 'command': {
      const { lab, step, command, exitCode } = news;
      return { kind: 'command', lab, step: step ?? null, text: command, exitCode };
    }
    case 'verdict': {
      const { lab, step, verdict, asked, again } = news;
      if (again) return undefined;
      if (verdict.outcome === 'passed') return { kind: 'passed', lab, step };
      if (verdict.outcome !== 'failed' || !asked) return undefined;
      return { kind: 'failed', lab, step, check: verdict.check, text: verdict.reason };
    }
    case 'machine':
    case 'active':
    case 'terminal':
    case 'pages':
      return undefined;
  }
}
