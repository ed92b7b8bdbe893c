import {
  OBSERVE_LIMITS as LIMITS,
  type Life,
  type LifePartState,
  type LifeState,
  type LifeStep,
} from '../../shared/observe.ts';
import type { ContainerInspectInfo, DaemonEvent } from '../machine.ts';
import { clip, isoTime, shortName } from './text.ts';

/** More than any picture shows: of containers whose end nobody has seen yet. */
const MAX_REMEMBERED = LIMITS.containers + LIMITS.removed;
/** What the daemon says without anything happening to the container. */
const SILENT = /^(exec_create|exec_die|exec_detach|resize|top|attach|detach)\b/;

interface Happened {
  readonly atMs: number;
  readonly action: string;
  readonly signal: number | null;
  readonly exitCode: number | null;
  readonly detail: string | null;
}

/** What was seen of one container. */
export interface LifeRecord {
  readonly id: string;
  name: string;
  image: string;
  /** By time. */
  happened: Happened[];
  more: number;
}

/** Keeps the events of each container, whether somebody watches or not: they come anyway, for the checks. */
export class LifeRecords {
  private readonly byId = new Map<string, LifeRecord>();

  add(event: DaemonEvent): void {
    if (event.type !== 'container' || event.id === '') return;
    const [action = '', said] = /^([^:]+)(?:: ?(.*))?$/s.exec(event.action)?.slice(1) ?? [];
    if (action === '' || SILENT.test(action)) return;
    const { name, image, signal, exitCode, oldName } = event.attributes;
    const record = this.of(event.id);
    if (name !== undefined) record.name = shortName(name);
    if (image !== undefined) record.image = clip(image);
    const renamed =
      action === 'rename' && oldName !== undefined ? `${shortName(oldName)} → ${record.name}` : null;
    const happened: Happened = {
      atMs: event.timeMs,
      action: clip(action),
      signal: toInt(signal),
      exitCode: action === 'die' ? toInt(exitCode) : null,
      detail: renamed ?? (said === undefined || said === '' ? null : clip(said)),
    };
    const last = record.happened.at(-1);
    // A health check runs the same command again and again.
    if (
      /^(exec_start|health_status)$/.test(action) &&
      last?.action === action &&
      last.detail === happened.detail
    )
      return;
    const after = record.happened.findLastIndex(({ atMs }) => atMs <= happened.atMs);
    record.happened.splice(after + 1, 0, happened);
    if (record.happened.length > LIMITS.lifeSteps) {
      record.happened.shift();
      record.more++;
    }
  }

  all(): readonly LifeRecord[] {
    return [...this.byId.values()];
  }

  private of(id: string): LifeRecord {
    const known = this.byId.get(id);
    if (known) return known;
    if (this.byId.size >= MAX_REMEMBERED) {
      const removed = [...this.byId.values()].find(({ happened }) => happened.at(-1)?.action === 'destroy');
      this.byId.delete((removed ?? this.byId.values().next().value!).id);
    }
    const record: LifeRecord = { id: clip(id), name: '', image: '', happened: [], more: 0 };
    this.byId.set(id, record);
    return record;
  }
}

/** The containers' lives; `readAtMs`: when the daemon was asked, so that a later event isn't taken for a disappearance. */
export function lifeModel(
  records: readonly LifeRecord[],
  containers: readonly ContainerInspectInfo[],
  readAtMs: number,
): LifePartState {
  const byId = new Map(records.map((record) => [record.id, record]));
  const there = containers.map((container) => lifeOf(container, byId.get(container.Id)));
  const ids = new Set(containers.map(({ Id }) => Id));
  const gone = records.filter(({ id }) => !ids.has(id)).map((record) => lifeOfGone(record, readAtMs));
  const sort = (lives: Life[]): Life[] =>
    lives.sort((a, b) => (bornAt(a) < bornAt(b) ? 1 : bornAt(a) > bornAt(b) ? -1 : a.id < b.id ? -1 : 1));
  const shownThere = sort(there).slice(0, LIMITS.containers);
  const shownGone = sort(gone).slice(0, LIMITS.removed);
  return {
    containers: sort([...shownThere, ...shownGone]),
    moreContainers: there.length - shownThere.length + gone.length - shownGone.length,
  };
}

const bornAt = ({ steps }: Life): string => steps[0]?.at ?? '';

function lifeOf(container: ContainerInspectInfo, record: LifeRecord | undefined): Life {
  const { State, HostConfig, RestartCount } = container;
  const policy = HostConfig.RestartPolicy?.Name || 'no';
  const state = stateOf(State.Status);
  const steps = walk(withWhatNobodySaw(container, record), policy);
  const last = steps.at(-1);
  if (last && last.to !== state) {
    const at = isoTime(Date.parse(state === 'running' ? State.StartedAt : State.FinishedAt)) ?? last.at;
    steps.push({ ...derivedStep(at < last.at ? last.at : at, state), from: last.to, to: state });
  }
  return {
    id: clip(container.Id),
    name: shortName(container.Name),
    image: clip(container.Config.Image),
    state,
    exitCode: lastExitCode(State, record),
    oomKilled: State.OOMKilled,
    health: State.Health?.Status ? clip(State.Health.Status) : null,
    restarts: RestartCount ?? 0,
    restartPolicy: clip(policy),
    ...bounded(steps, record),
  };
}

/** While it runs, the daemon says 0 and means nothing by it. */
function lastExitCode(state: ContainerInspectInfo['State'], record: LifeRecord | undefined): number | null {
  if (state.Running) return record?.happened.findLast(({ action }) => action === 'die')?.exitCode ?? null;
  return isoTime(Date.parse(state.FinishedAt)) === null ? null : state.ExitCode;
}

function lifeOfGone(record: LifeRecord, readAtMs: number): Life {
  const steps = walk(record.happened.map(seen), 'no');
  const last = steps.at(-1);
  const lastMs = record.happened.at(-1)?.atMs ?? 0;
  // Its end was not heard (the daemon was down), and the daemon no longer knows it.
  if (last && last.to !== 'removed' && lastMs < readAtMs) {
    const at = new Date(readAtMs).toISOString();
    steps.push({ ...derivedStep(at, 'removed'), from: last.to, to: 'removed' });
  }
  return {
    id: record.id,
    name: record.name,
    image: record.image,
    state: steps.at(-1)?.to ?? 'removed',
    exitCode: record.happened.findLast(({ action }) => action === 'die')?.exitCode ?? null,
    oomKilled: record.happened.some(({ action }) => action === 'oom'),
    health: null,
    restarts: 0,
    restartPolicy: 'no',
    ...bounded(steps, record),
  };
}

function bounded(
  steps: readonly LifeStep[],
  record: LifeRecord | undefined,
): Pick<Life, 'steps' | 'moreSteps'> {
  const shown = steps.slice(-LIMITS.lifeSteps);
  return { steps: shown, moreSteps: (record?.more ?? 0) + steps.length - shown.length };
}

interface Told extends Happened {
  readonly derived: boolean;
}
const seen = (happened: Happened): Told => ({ ...happened, derived: false });

/** What was before the first event was heard, from what the daemon remembers. */
function withWhatNobodySaw(container: ContainerInspectInfo, record: LifeRecord | undefined): Told[] {
  const happened = record?.happened ?? [];
  const firstMs = happened[0]?.atMs ?? Infinity;
  const { StartedAt, FinishedAt, ExitCode } = container.State;
  const derived = (when: string, action: string, exitCode: number | null = null): Told[] => {
    const atMs = Date.parse(when);
    if (isoTime(atMs) === null || atMs >= firstMs || record?.more) return [];
    return [{ atMs, action, signal: null, exitCode, detail: null, derived: true }];
  };
  const has = (action: string): boolean => happened.some((each) => each.action === action);
  const before = [
    ...(has('create') ? [] : derived(container.Created, 'create')),
    ...(has('create') ? [] : derived(StartedAt, 'start')),
    ...(has('create') ? [] : derived(FinishedAt, 'die', ExitCode)),
  ].sort((a, b) => a.atMs - b.atMs);
  return [...before, ...happened.map(seen)];
}

function walk(all: readonly Told[], policy: string): LifeStep[] {
  let state: LifeState | null = null;
  let told = false;
  return all.map(({ atMs, action, signal, exitCode, detail, derived }): LifeStep => {
    const from = state;
    // Someone told it to stop: its restart policy rests.
    if (action === 'kill') told = true;
    if (action === 'start') told = false;
    state = after(action, from, !told && restarts(policy, exitCode));
    return { at: isoTime(atMs) ?? '', action, from, to: state, signal, exitCode, detail, derived };
  });
}

function after(action: string, from: LifeState | null, restarting: boolean): LifeState {
  switch (action) {
    case 'create':
      return 'created';
    case 'start':
    case 'unpause':
    case 'restart':
      return 'running';
    case 'pause':
      return 'paused';
    case 'die':
      return restarting ? 'restarting' : 'exited';
    case 'destroy':
      return 'removed';
    default:
      // Nothing that moves it: what it was, or what it must have been for this to happen.
      return from ?? (['kill', 'oom', 'exec_start', 'health_status'].includes(action) ? 'running' : 'exited');
  }
}

const restarts = (policy: string, exitCode: number | null): boolean =>
  policy === 'always' || policy === 'unless-stopped' || (policy === 'on-failure' && exitCode !== 0);

const STATES: Readonly<Record<string, LifeState>> = {
  created: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  exited: 'exited',
  dead: 'dead',
  removing: 'exited',
};
const stateOf = (status: string): LifeState => STATES[status] ?? 'exited';

const derivedStep = (at: string, action: LifeState): Omit<LifeStep, 'from' | 'to'> => ({
  at,
  action,
  signal: null,
  exitCode: null,
  detail: null,
  derived: true,
});

function toInt(text: string | undefined): number | null {
  const number = text === undefined || text === '' ? NaN : Number(text);
  return Number.isInteger(number) ? number : null;
}
