import type { z } from 'zod';
import type { processCheckSchema } from '../../shared/conditions.ts';
import { testPattern } from './patterns.ts';
import { listProcesses, readCgroups, NAMESPACES } from './process-list.ts';
import type { Namespace, Process } from './process-list.ts';
import { met, unmet } from './types.ts';
import type { Kind } from './types.ts';

type ProcessWant = z.infer<typeof processCheckSchema>;

const MAX_SHOWN_CHARS = 60;

/** There is a process in the machine, in whatever namespaces, that fits every field; or exactly `count` of them. */
export const process: Kind<ProcessWant> = async (want, evidence) => {
  const all = await listProcesses(evidence);
  const called = byCommand(want, all);
  if (called.length === 0 && want.count !== 0) {
    return unmet(want.command === undefined ? '没有这样的进程' : '没有命令行是这样的进程');
  }
  const cgroups = want.cgroup === undefined ? undefined : await readCgroups(evidence);
  const judged = called.map((candidate) => ({
    candidate,
    misfits: misfits(want, candidate, all, cgroups?.get(candidate.pid)),
  }));
  const matching = judged.filter((each) => each.misfits.length === 0);
  if (want.count === undefined ? matching.length > 0 : matching.length === want.count) {
    return met(matching.map(({ candidate }) => describe(candidate)).join('；') || '没有这样的进程');
  }
  if (want.count !== undefined && matching.length > 0) return unmet(`这样的进程有 ${matching.length} 个`);
  const [closest] = judged.sort((a, b) => a.misfits.length - b.misfits.length);
  return unmet(closest ? `${describe(closest.candidate)}：${closest.misfits.join('，')}` : '没有这样的进程');
};

function byCommand(want: ProcessWant, all: readonly Process[]): Process[] {
  const named = all.filter(({ name }) => want.name === undefined || name === want.name);
  if (want.command === undefined) return named;
  const matched = testPattern(
    new RegExp(want.command, 'u'),
    named.map(({ command }) => command),
  );
  return named.filter((_, index) => matched[index]);
}

function misfits(
  want: ProcessWant,
  candidate: Process,
  all: readonly Process[],
  cgroup: string | undefined,
): string[] {
  const found: string[] = [];
  if (want.uid !== undefined && candidate.uid !== want.uid) found.push(`用户号是 ${candidate.uid}`);
  const line = ancestors(candidate, all);
  if (want.ancestors && !inOrder(want.ancestors, line))
    found.push(line.length === 0 ? '没有祖先' : `祖先是 ${line.join(' ← ')}`);
  const unwanted = (want.notAncestors ?? []).filter((name) => line.some((each) => sameName(name, each)));
  if (unwanted.length > 0) found.push(`祖先里有 ${unwanted.join('、')}`);
  const machine = all.find(({ pid }) => pid === 1);
  for (const namespace of NAMESPACES) {
    const wish = want.namespaces?.[namespace];
    if (wish === undefined) continue;
    const [its, machines] = [candidate.namespaces[namespace], machine?.namespaces[namespace]];
    if (its === '-' || machines === undefined || machines === '-') {
      found.push(`它的 ${namespace} namespace 看不到，多半刚刚结束`);
      continue;
    }
    const own = its !== machines;
    if (own !== (wish === 'own')) found.push(`${namespace} namespace ${own ? '是它自己的' : '和实验机共用'}`);
  }
  if (want.cgroup !== undefined) {
    const fits = cgroup !== undefined && testPattern(new RegExp(want.cgroup, 'mu'), [cgroup])[0];
    const first = cgroup?.split('\n').find((l) => l !== '');
    if (!fits) found.push(first === undefined ? 'cgroup 看不到，多半刚刚结束' : `cgroup 是 ${first}`);
  }
  return found;
}

function ancestors(candidate: Process, all: readonly Process[]): string[] {
  const byPid = new Map(all.map((each) => [each.pid, each]));
  const names: string[] = [];
  for (let at = byPid.get(candidate.ppid); at && names.length < 64; at = byPid.get(at.ppid))
    names.push(at.name);
  return names;
}

/** The kernel cuts a process's name to 15 characters: `containerd-shim-runc-v2` is `containerd-shim`. */
const sameName = (wanted: string, name: string): boolean => wanted.slice(0, 15) === name;

function inOrder(wanted: readonly string[], names: readonly string[]): boolean {
  let at = 0;
  for (const name of names) if (at < wanted.length && sameName(wanted[at]!, name)) at++;
  return at === wanted.length;
}

function describe({ pid, command }: Process): string {
  const line = command.length > MAX_SHOWN_CHARS ? `${command.slice(0, MAX_SHOWN_CHARS)}…` : command;
  return `进程 ${pid}（${line}）`;
}

export type { Namespace };
