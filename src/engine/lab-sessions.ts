/**
 * Learners at their labs: who has which machine, its terminals and verdicts, and when it goes away.
 * It knows nothing about HTTP, cookies or how a page looks.
 */
import pLimit from 'p-limit';
import type { LiveMessage, MachineStatus, Session, Solution } from '../shared/api.ts';
import { UserError } from '../shared/errors.ts';
import type { Step } from '../shared/lab.ts';
import type { Verdict } from '../shared/verdict.ts';
import { readKept } from './lab-sessions/keeper.ts';
import type { MachineView } from './lab-sessions/machine-view.ts';
import { NO_POLICY, type LabNews, type LearnerPolicy } from './lab-sessions/policy.ts';
import { LabSession, type SessionDeps } from './lab-sessions/session.ts';
import { solutionOf } from './lab-sessions/solution.ts';
import { findLab, findStep, type Lab } from './labs.ts';
import type { Machine } from './machine.ts';
import type { TerminalSession } from './terminal.ts';
import type { OpenTerminalAt } from './watching.ts';
import type { MachineWeb } from './web-port.ts';

export { TooManyTerminals } from './lab-sessions/terminals.ts';
export type { SessionMeter } from './lab-sessions/meter.ts';
export type { LabNews, LearnerPolicy, MachineLimits } from './lab-sessions/policy.ts';
export type { SessionDeps, SessionSettings } from './lab-sessions/session.ts';

/** The learner has a machine for another lab, and one machine is all they get. */
export class OtherLabActive extends Error {
  override readonly name = 'OtherLabActive';
  constructor(readonly lab: Lab) {
    super(lab.id);
  }
}

/** Machines that are made ready for their lab at a time. */
const PREPARED_AT_ONCE = 4;

type Listener = (message: LiveMessage) => void;

/** Answers are kept as long as the machine: only to questions that there are. */
function refuseUnknownQuestions({ id, checks }: Step, answers: Readonly<Record<string, string>>): void {
  const known = checks.flatMap(({ answer }) => (answer ? [answer.id] : []));
  const unknown = Object.keys(answers).find((question) => !known.includes(question));
  if (unknown === undefined) return;
  throw new UserError(`步骤 ${id} 没有叫 ${unknown} 的问题。`, '刷新页面再试：实验也许刚更新过。');
}

export class LabSessions implements AsyncDisposable {
  /** By learner: one machine each. */
  private readonly sessions = new Map<string, LabSession>();
  private readonly listeners = new Map<string, Map<Listener, () => void>>();
  private readonly toldActive = new Map<string, string | null>();
  private policy: LearnerPolicy = NO_POLICY;
  private readonly preparing = pLimit(PREPARED_AT_ONCE);

  constructor(
    private readonly labs: readonly Lab[],
    private readonly engine: Session['engine'],
    private readonly deps: SessionDeps,
  ) {}

  /** From now on a class is responsible for learners. */
  govern(policy: LearnerPolicy): void {
    this.policy = policy;
  }

  /**
   * Goes on where a killed server was: with the machines that are left, in `machines` by id, and in its queue, in its
   * order. Resolves when learners can. Machines that nobody has any more are removed.
   */
  async resume(machines: ReadonlyMap<string, Machine>): Promise<void> {
    const unclaimed = new Map(machines);
    const resumed: Promise<void>[] = [];
    const { sessions } = this.deps.progress;
    for (const { learner, lab: labId, fromStep, machine: id, kept: written } of sessions.all()) {
      const lab = this.labs.find((each) => each.id === labId);
      if (!lab) {
        sessions.forget(learner);
        continue;
      }
      const session = this.open(learner, lab, fromStep ?? undefined);
      const machine = id === null ? undefined : unclaimed.get(id);
      const kept = written === null ? undefined : readKept(written);
      if (machine && kept) {
        unclaimed.delete(machine.id);
        resumed.push(session.resume(machine, kept));
      } else if (id === null) session.start();
      else {
        sessions.forget(learner);
        session.lost();
      }
    }
    for (const machine of unclaimed.values()) resumed.push(Promise.resolve(machine[Symbol.asyncDispose]()));
    await Promise.allSettled(resumed);
  }

  describe(learner: string): Session {
    return {
      learner,
      engine: this.engine,
      activeLab: this.active(learner)?.lab.id ?? null,
      classroom: this.policy.standing(learner),
    };
  }

  /** Of a browser that has not joined the classroom. */
  describeNobody(): Session {
    return { learner: null, engine: this.engine, activeLab: null, classroom: 'outside' };
  }

  /** The last machine of this learner, gone ones too: which lab it was for, and how it stands. */
  machineOf(learner: string): { readonly lab: string; readonly status: MachineStatus } | undefined {
    const session = this.sessions.get(learner);
    return session && { lab: session.lab.id, status: session.status };
  }

  /** How many pages of this learner are open. */
  pages(learner: string): number {
    return this.listeners.get(learner)?.size ?? 0;
  }

  /** What limits the life of this learner's machine has changed; `anew`: its idle time begins again. */
  retime(learner: string, { anew = false } = {}): void {
    const session = this.sessions.get(learner);
    if (anew) session?.beginAnew();
    else session?.retime();
  }

  /** The pages of this learner are nobody's any more: they hear nothing from now on, and are told to go. */
  dismiss(learner: string): void {
    const goodbyes = [...(this.listeners.get(learner)?.values() ?? [])];
    this.listeners.delete(learner);
    for (const goodbye of goodbyes) goodbye();
  }

  /** Says something to the pages of a learner. */
  push(learner: string, message: LiveMessage): void {
    for (const listener of this.listeners.get(learner)?.keys() ?? []) listener(message);
  }

  status(learner: string, lab: string): MachineStatus {
    findLab(this.labs, lab);
    const session = this.sessions.get(learner);
    return session?.lab.id === lab ? session.status : { state: 'none' };
  }

  /**
   * Throws UserError for an unknown lab or step, OtherLabActive unless `replace`. A lab that runs already is left alone.
   * `from`: the steps before it are done by the reference solutions.
   */
  async start(
    learner: string,
    labId: string,
    { replace = false, from }: { replace?: boolean; from?: string | undefined } = {},
  ): Promise<void> {
    const lab = findLab(this.labs, labId);
    const active = this.active(learner);
    if (active && active.lab.id === labId) return;
    if (active && !replace) throw new OtherLabActive(active.lab);
    if (this.engine === 'shared') this.refuseASecondLearner(learner);
    if (from !== undefined) findStep(lab, from);
    this.policy.news(learner, { kind: 'started', lab: labId, from });
    await this.begin(learner, lab, from);
  }

  /** A fresh machine for the same lab, at the start of `from` if given; progress stays. Throws as `start` does. */
  async reset(learner: string, labId: string, from?: string): Promise<void> {
    const lab = findLab(this.labs, labId);
    const active = this.active(learner);
    if (active && active.lab.id !== labId) throw new OtherLabActive(active.lab);
    if (this.engine === 'shared') this.refuseASecondLearner(learner);
    if (from !== undefined) findStep(lab, from);
    this.policy.news(learner, { kind: 'reset', lab: labId, from });
    await this.begin(learner, lab, from);
  }

  /** Leaves a step out. Works without a machine too. */
  skip(learner: string, labId: string, step: string): void {
    const lab = findLab(this.labs, labId);
    findStep(lab, step);
    const session = this.of(learner, labId);
    if (session) session.steps.skip(step);
    else this.deps.progress.recordSkip(learner, labId, step, new Date());
    this.tellProgress(learner);
    this.policy.news(learner, { kind: 'skipped', lab: labId, step });
  }

  /** The learner has unfolded this many hints of a step. */
  hints(learner: string, labId: string, step: string, seen: number): void {
    const { hints } = findStep(findLab(this.labs, labId), step);
    const { hintsSeen } = this.deps.progress.recordHints(learner, labId, step, Math.min(seen, hints.length));
    this.tellProgress(learner);
    this.policy.news(learner, { kind: 'hints', lab: labId, step, seen: hintsSeen });
  }

  /** The reference solution of a step; that it was looked at is noted. */
  async solution(learner: string, labId: string, stepId: string): Promise<Solution> {
    const lab = findLab(this.labs, labId);
    const step = findStep(lab, stepId);
    const solution = await solutionOf(lab, step);
    this.deps.progress.recordSolutionSeen(learner, labId, stepId, new Date());
    this.tellProgress(learner);
    this.policy.news(learner, { kind: 'solution', lab: labId, step: stepId });
    return solution;
  }

  async stop(learner: string, labId: string): Promise<void> {
    const session = this.of(learner, labId);
    if (!session) return;
    this.sessions.delete(learner);
    this.policy.news(learner, { kind: 'stopped', lab: labId });
    await session.end();
  }

  extend(learner: string, labId: string): void {
    this.of(learner, labId)?.touch();
  }

  async check(
    learner: string,
    labId: string,
    step: string,
    answers?: Readonly<Record<string, string>>,
  ): Promise<Verdict> {
    refuseUnknownQuestions(findStep(findLab(this.labs, labId), step), answers ?? {});
    const session = this.of(learner, labId);
    if (!session) return { outcome: 'inconclusive', reason: '实验还没有启动，先点「启动实验」。' };
    return session.ask(step, answers);
  }

  /** The terminals that this learner has open. */
  terminalsOf(learner: string): OpenTerminalAt[] {
    const session = this.sessions.get(learner);
    if (!session) return [];
    return [...session.reached]
      .sort(([a], [b]) => a - b)
      .map(([number, terminal]) => ({ lab: session.lab.id, number, terminal }));
  }

  /** Rejects with UserError where there is no ready machine. */
  async terminal(
    learner: string,
    labId: string,
    number: number,
  ): Promise<{ terminal: TerminalSession; touch(): void } | undefined> {
    const session = this.of(learner, labId);
    if (!session) return undefined;
    return { terminal: await session.terminal(number), touch: () => session.touch() };
  }

  /** Ends the shell of a terminal; one that isn't open is left alone. */
  async closeTerminal(learner: string, labId: string, number: number): Promise<void> {
    await this.of(learner, labId)?.closeTerminal(number);
  }

  /** Into this learner's own machine; undefined where there is no ready one. */
  view(learner: string, labId: string): MachineView | undefined {
    return this.of(learner, labId)?.view;
  }

  /** The web servers of the machine that this secret names. */
  webOf(secret: string): MachineWeb | undefined {
    return [...this.sessions.values()].find(({ view }) => view?.web.secret === secret)?.view?.web;
  }

  /** Hears all that concerns this learner; first of all how things stand. `goodbye`: the learner was dismissed. */
  subscribe(learner: string, listener: Listener, goodbye: () => void = () => {}): { stop(): void } {
    const mine = this.listeners.get(learner) ?? new Map<Listener, () => void>();
    this.listeners.set(learner, mine.set(listener, goodbye));
    listener({ type: 'session', session: this.describe(learner) });
    for (const message of this.policy.greeting(learner)) listener(message);
    listener({ type: 'progress', progress: { steps: this.deps.progress.forLearner(learner) } });
    const session = this.sessions.get(learner);
    if (session) {
      listener({ type: 'machine', lab: session.lab.id, status: session.status });
      for (const message of session.steps.showings.messages()) listener(message);
    }
    this.policy.news(learner, { kind: 'pages' });
    return {
      stop: () => {
        if (!mine.delete(listener)) return;
        // A newer set may have taken its place while this one was empty.
        if (mine.size === 0 && this.listeners.get(learner) === mine) this.listeners.delete(learner);
        this.policy.news(learner, { kind: 'pages' });
      },
    };
  }

  /** How many sessions are in each state, and the terminals that they have open. */
  count(): { readonly machines: ReadonlyMap<MachineStatus['state'], number>; readonly terminals: number } {
    const machines = new Map<MachineStatus['state'], number>();
    let terminals = 0;
    for (const { status, openTerminals } of this.sessions.values()) {
      machines.set(status.state, (machines.get(status.state) ?? 0) + 1);
      terminals += openTerminals;
    }
    return { machines, terminals };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.sessions.values()];
    this.sessions.clear();
    await Promise.allSettled(all.map((session) => session.end()));
  }

  private async begin(learner: string, lab: Lab, from: string | undefined): Promise<void> {
    // The old machine goes while the new one comes: a warm one is there at once.
    const ending = this.sessions.get(learner)?.end();
    this.open(learner, lab, from).start();
    await ending;
  }

  private open(learner: string, lab: Lab, from: string | undefined): LabSession {
    const ears = {
      tell: (message: LiveMessage) => this.tell(learner, message),
      news: (news: LabNews) => this.policy.news(learner, news),
      limits: () => this.policy.limits(learner),
      preparing: this.preparing,
    };
    const session = new LabSession(learner, lab, this.deps, ears, from);
    this.sessions.set(learner, session);
    return session;
  }

  /** Privileged machines are root on the user's Docker: nobody else may have one. */
  private refuseASecondLearner(learner: string): void {
    const other = [...this.sessions.keys()].find((id) => id !== learner && this.active(id));
    if (!other) return;
    throw new UserError(
      '另一个浏览器正开着实验机，而这里一次只能给一个人用。',
      '在那边结束实验，或在 Linux 上用 root 启动，就能多人同时用。',
    );
  }

  /** The session of this learner that has a machine or is getting one. */
  private active(learner: string): LabSession | undefined {
    const session = this.sessions.get(learner);
    const { state } = session?.status ?? { state: 'none' };
    return state === 'queued' || state === 'starting' || state === 'ready' ? session : undefined;
  }

  private of(learner: string, labId: string): LabSession | undefined {
    findLab(this.labs, labId);
    const session = this.sessions.get(learner);
    return session?.lab.id === labId ? session : undefined;
  }

  private tellProgress(learner: string): void {
    this.tell(learner, { type: 'progress', progress: { steps: this.deps.progress.forLearner(learner) } });
  }

  private tell(learner: string, message: LiveMessage): void {
    this.push(learner, message);
    if (message.type !== 'machine') return;
    // Which lab is active follows from the machines' states: said whenever one of these changes it.
    const session = this.describe(learner);
    if (session.activeLab === (this.toldActive.get(learner) ?? null)) return;
    this.toldActive.set(learner, session.activeLab);
    this.push(learner, { type: 'session', session });
  }
}
