import { CONDITION_KINDS } from '../../shared/conditions.ts';
import type { Condition } from '../../shared/conditions.ts';
import { answer } from './answer.ts';
import { command } from './command.ts';
import { container, noContainer } from './container.ts';
import { event } from './event.ts';
import { exec } from './exec.ts';
import { file } from './file.ts';
import { image, noImage } from './image.ts';
import { network } from './network.ts';
import { process } from './process.ts';
import { service } from './service.ts';
import { met, unmet } from './types.ts';
import type { Evidence, Finding, Kind, Kinds } from './types.ts';
import { volume } from './volume.ts';

const KINDS: Kinds = {
  container,
  noContainer,
  image,
  noImage,
  network,
  volume,
  file,
  service,
  process,
  exec,
  answer,
  event,
  command,
  all: allOf,
  any: anyOf,
  not,
};

/** Whether all the kinds written in a condition hold; the first that doesn't says what is there instead. */
export async function evaluate(condition: Condition, evidence: Evidence): Promise<Finding> {
  const seen: string[] = [];
  for (const name of CONDITION_KINDS) {
    const want = condition[name];
    if (want === undefined) continue;
    // The table's type pairs each kind with its own field; TypeScript loses the pairing in a loop.
    const finding = await (KINDS[name] as Kind<typeof want>)(want, evidence);
    if (!finding.met) return finding;
    if (finding.observed) seen.push(finding.observed);
  }
  return met(seen.join('；'));
}

async function allOf(conditions: readonly Condition[], evidence: Evidence): Promise<Finding> {
  const seen: string[] = [];
  for (const condition of conditions) {
    const finding = await evaluate(condition, evidence);
    if (!finding.met) return finding;
    if (finding.observed) seen.push(finding.observed);
  }
  return met(seen.join('；'));
}

async function anyOf(conditions: readonly Condition[], evidence: Evidence): Promise<Finding> {
  const seen = new Set<string>();
  let unknown: unknown;
  for (const condition of conditions) {
    try {
      const finding = await evaluate(condition, evidence);
      if (finding.met) return finding;
      seen.add(finding.observed);
    } catch (error) {
      unknown ??= error; // another one may hold all the same
    }
  }
  if (unknown !== undefined) throw unknown;
  return unmet([...seen].join('；'));
}

async function not(condition: Condition, evidence: Evidence): Promise<Finding> {
  const finding = await evaluate(condition, evidence);
  if (!finding.met) return met(finding.observed);
  return unmet(finding.observed === undefined || finding.observed === '' ? '它仍然成立' : finding.observed);
}
