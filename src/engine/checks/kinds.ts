import { CONDITION_KINDS } from '../../shared/lab.ts';
import type { Condition } from '../../shared/lab.ts';
import { command } from './command.ts';
import { container } from './container.ts';
import { exec } from './exec.ts';
import { image, noImage } from './image.ts';
import { noContainer } from './no-container.ts';
import { MET } from './types.ts';
import type { Evidence, Finding, Kind, Kinds } from './types.ts';

const KINDS: Kinds = { container, noContainer, image, noImage, command, exec };

/** Whether all the kinds written in a condition hold; the first that doesn't says what is there instead. */
export async function evaluate(condition: Condition, evidence: Evidence): Promise<Finding> {
  for (const name of CONDITION_KINDS) {
    const want = condition[name];
    if (want === undefined) continue;
    // The table's type pairs each kind with its own field; TypeScript loses the pairing in a loop.
    const finding = await (KINDS[name] as Kind<typeof want>)(want, evidence);
    if (!finding.met) return finding;
  }
  return MET;
}
