import type { Report } from '../../shared/report.ts';
import type { MemberRow } from '../progress.ts';
import type { Parts } from './parts.ts';
import { timesOf } from './rules.ts';

/** Everything that is known of what a member did, in the order of the course; the evidence in the order of time. */
export function reportOf(parts: Parts, member: MemberRow): Report {
  const { roster, progress, evidence, labs } = parts;
  const row = roster.needClass(member.class);
  const { closesMs } = timesOf(row, member);
  const known = new Map(
    progress.forLearner(member.learner).map((each) => [`${each.lab}#${each.step}`, each]),
  );
  return {
    format: 1,
    class: { id: row.id, title: row.settings.title },
    member: member.id,
    name: member.name,
    madeAt: parts.now().toISOString(),
    joinedAt: member.joinedAt,
    steps: labs.flatMap(({ id, definition }) =>
      definition.steps.flatMap((step) => {
        const done = known.get(`${id}#${step.id}`);
        if (!done) return [];
        const { passedAt, attempts, hintsSeen, solutionSeenAt, skippedAt } = done;
        const late = passedAt !== null && Date.parse(passedAt) > closesMs;
        const { title } = step;
        return [
          { lab: id, step: step.id, title, passedAt, late, attempts, hintsSeen, solutionSeenAt, skippedAt },
        ];
      }),
    ),
    evidence: evidence.of(member.learner),
  };
}
