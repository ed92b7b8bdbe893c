import type { LiveMessage, MachineStatus } from '../../shared/api.ts';
import { UserError } from '../../shared/errors.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { CommandMark } from '../../shared/wire.ts';
import { labMachineSpec, labPreparation } from '../lab-machine.ts';
import { findStep, type Lab } from '../labs.ts';
import type { Machine, MachinePool } from '../machine.ts';
import type { ProgressStore } from '../progress.ts';
import type { TerminalSession } from '../terminal.ts';
import { bringTo } from './bring-to.ts';
import { Keeper, type Kept } from './keeper.ts';
import { MachineView } from './machine-view.ts';
import type { SessionMeter } from './meter.ts';
import type { LabNews, MachineLimits } from './policy.ts';
import { Steps } from './steps.ts';
import { Terminals } from './terminals.ts';

export interface SessionSettings {
  /** A machine that nobody typed into for this long goes away. */
  readonly idleMs: number;
  readonly maxTerminals: number;
}

export interface SessionDeps {
  readonly pool: MachinePool;
  readonly progress: ProgressStore;
  readonly settings: SessionSettings;
  readonly meter?: SessionMeter;
  readonly log: {
    error(details: object, message: string): void;
    info(details: object, message: string): void;
  };
}

const EXPIRY_LOOK_MS = 5_000;
/** The page hears of a new expiry only when it has moved by this much: activity moves it with every key. */
const EXPIRY_TOLD_MS = 60_000;
/** Between two looks at what changes without an event, while the learner is there. */
const LOOK_AGAIN_MS = 2_000;
const PRESENT_MS = 5 * 60_000;

/** One learner at one lab: the machine, its terminals, what was run in them, and the verdicts. */
export class LabSession {
  private current: MachineStatus = { state: 'none' };
  private machine: Machine | undefined;
  private readonly terminals: Terminals;
  readonly steps: Steps;
  private looked: MachineView | undefined;
  private watch: { stop(): void } | undefined;
  /** By the clock that nobody can set: a wall clock that jumps must not take machines away. */
  private lastActiveMs = performance.now();
  private expiryTimer: NodeJS.Timeout | undefined;
  private lookTimer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();
  private ended = false;
  /** Given up while it waits for a machine: it must not get one. */
  private readonly givenUp = new AbortController();
  private readonly keeper: Keeper;

  constructor(
    readonly learner: string,
    readonly lab: Lab,
    private readonly deps: SessionDeps,
    private readonly ears: {
      readonly tell: (message: LiveMessage) => void;
      readonly news: (news: LabNews) => void;
      readonly limits: () => MachineLimits;
      /** Bounds how many machines are made ready at a time. */
      readonly preparing: (work: () => Promise<void>) => Promise<void>;
    },
    /** The step to begin at; the ones before it are done by the reference solutions. */
    private readonly from: string | undefined,
  ) {
    const logError = (err: unknown): void => deps.log.error({ err, lab: lab.id }, 'session not kept');
    this.keeper = new Keeper(deps.progress.sessions, logError);
    this.terminals = new Terminals({
      most: deps.settings.maxTerminals,
      onCommand: (mark) => this.ran(mark),
      onOpened: (number, terminal) => this.news({ kind: 'terminal', lab: lab.id, number, terminal }),
      onChange: () => this.keeper.changed(),
    });
    this.steps = new Steps({
      learner,
      lab,
      progress: deps.progress,
      machine: () => this.machine,
      ...(deps.meter && { meter: deps.meter }),
      tell: (message) => {
        if (!this.ended) this.tell(message);
      },
      news: (news) => this.news(news),
      changed: () => this.keeper.changed(),
      logError: (details, message) => deps.log.error(details, message),
    });
  }

  get status(): MachineStatus {
    return this.current;
  }
  get openTerminals(): number {
    return this.terminals.numbers.length;
  }

  /** Terminals whose shell is reached. */
  get reached(): ReadonlyMap<number, TerminalSession> {
    return this.terminals.reached;
  }

  /** Undefined while there is no ready machine. */
  get view(): MachineView | undefined {
    return this.current.state === 'ready' ? this.looked : undefined;
  }

  /** Takes a machine and makes it ready; returns at once, the status tells the rest. */
  start(): void {
    this.setStatus({ state: 'starting', step: '准备', done: 0, total: 1 });
    this.keeper.begin(this.row);
    const began = performance.now();
    const started = (outcome: 'ready' | 'failed'): void => {
      if (!this.ended) this.deps.meter?.started(outcome, performance.now() - began);
    };
    this.work = this.prepare().then(
      () => started('ready'),
      (error: unknown) => {
        started('failed');
        return this.fail(error);
      },
    );
  }

  /** Goes on with a machine that a killed server left; resolves when the learner can. */
  resume(machine: Machine, { sinceMs, terminals, steps }: Kept): Promise<void> {
    this.setStatus({ state: 'starting', step: '接回实验机', done: 0, total: 1 });
    this.occupy(machine);
    this.steps.restore(steps);
    this.work = (async () => {
      // One that can't be reached costs that terminal, not the machine: the page asks for it again.
      await Promise.allSettled(terminals.map((number) => this.terminals.open(machine, number)));
      this.lookInto(machine, sinceMs);
      this.ready(machine, sinceMs);
    })().catch((error: unknown) => this.fail(error));
    return this.work;
  }

  /** The machine that a killed server left is gone. */
  lost(): void {
    this.setStatus({
      state: 'failed',
      ran: true,
      reason: '服务器意外停止过，它没能留下来。',
      next: '点「重新启动」换一台新的；已完成的步骤都还在。',
    });
  }

  async ask(step: string, answers?: Readonly<Record<string, string>>): Promise<Verdict> {
    findStep(this.lab, step);
    if (this.current.state !== 'ready')
      return { outcome: 'inconclusive', reason: '实验机还没有就绪，等它就绪后再检查。' };
    this.touch();
    return this.steps.ask(step, answers);
  }

  /** Opens terminal `number` if it isn't open. Rejects with UserError while there is no ready machine. */
  async terminal(number: number): Promise<TerminalSession> {
    const { machine } = this;
    if (!machine || this.current.state !== 'ready')
      throw new UserError('实验机没有在运行。', '先点「启动实验」。');
    return this.terminals.open(machine, number);
  }

  /** Closes terminal `number` and ends its shell; the next one of that number is a new one. */
  async closeTerminal(number: number): Promise<void> {
    await this.terminals.close(number);
  }

  /** The learner did something: the expiry is put off. */
  touch(): void {
    this.news({ kind: 'active' });
    this.beginAnew();
  }

  /** The time that the machine may be idle begins again, though the learner did nothing. */
  beginAnew(): void {
    this.lastActiveMs = performance.now();
    this.retime();
  }

  /** What limits the machine's life may have changed. */
  retime(): void {
    if (this.current.state !== 'ready') return;
    const expiresAt = this.expiry();
    if (Math.abs(expiresAt.getTime() - Date.parse(this.current.expiresAt)) < EXPIRY_TOLD_MS) return;
    this.setStatus({ ...this.current, expiresAt: expiresAt.toISOString() });
  }

  /** Ends the session: its machine is gone when this resolves. */
  async end(last: MachineStatus = { state: 'none' }): Promise<void> {
    if (this.ended) return this.work;
    this.setStatus(last);
    this.ended = true;
    this.keeper.forget();
    this.givenUp.abort(new Error('ended while waiting'));
    this.steps.stop();
    this.stopTimers();
    this.work = this.work.then(() => this.release());
    await this.work;
  }

  private async prepare(): Promise<void> {
    const preparation = labPreparation(this.lab);
    const before =
      this.from === undefined ? 0 : this.lab.definition.steps.findIndex((s) => s.id === this.from);
    const own = preparation.length + 1 + before;
    let booted = 0;
    const machine = await this.deps.pool.take(
      labMachineSpec(this.lab),
      (step, done, total) => {
        booted = total;
        this.setStatus({ state: 'starting', step, done, total: total + own });
      },
      (position) => this.setStatus({ state: 'queued', position }),
      this.givenUp.signal,
    );
    this.occupy(machine);
    let done = booted;
    const next = (step: string): void => {
      if (this.ended) throw new Error('ended while starting');
      this.setStatus({ state: 'starting', step, done: done++, total: booted + own });
    };
    // A whole class at once would pull the same images all at the same time, and each would wait for all.
    await this.ears.preparing(async () => {
      for (const { title, run } of preparation) {
        next(title);
        await run(machine);
      }
    });
    next('打开终端');
    // Opened before a page asks: the shell's marks count from the first command on.
    const terminal = await this.terminals.open(machine, 1);
    const sinceMs = Date.now();
    this.lookInto(machine, sinceMs);
    if (this.from !== undefined) {
      await bringTo({
        lab: this.lab,
        from: this.from,
        terminal,
        judge: (step) => this.steps.judge(step),
        onStep: (title) => next(`用参考解法做前面的步骤：${title}`),
        done: (step) => this.steps.broughtPast(step),
      });
      this.tell({ type: 'progress', progress: { steps: this.deps.progress.forLearner(this.learner) } });
    }
    this.ready(machine, sinceMs);
  }

  private occupy(machine: Machine): void {
    this.machine = machine;
    void machine.gone.then(() => this.machineGone(machine));
  }

  private lookInto(machine: Machine, sinceMs: number): void {
    const view = new MachineView(machine, (err) => this.deps.log.error({ err }, 'observation failed'));
    this.looked = view;
    this.watch = machine.watchEvents((event) => {
      this.steps.addEvent(event);
      view.observation.addEvent(event);
    }, sinceMs);
  }

  private ready(machine: Machine, sinceMs: number): void {
    if (this.ended) return;
    this.lastActiveMs = performance.now();
    const { later } = this.lab.definition.machine;
    const expiresAt = this.expiry().toISOString();
    this.setStatus({ state: 'ready', machine: machine.id, expiresAt, pulling: [...later] });
    this.steps.begin();
    this.keeper.ready({ ...this.row, machine: machine.id }, () => ({
      sinceMs,
      terminals: this.terminals.numbers,
      steps: this.steps.kept(),
    }));
    this.expiryTimer = setInterval(() => this.expireIfIdle(), EXPIRY_LOOK_MS);
    this.expiryTimer.unref();
    this.lookTimer = setInterval(() => this.lookAgain(), LOOK_AGAIN_MS);
    this.lookTimer.unref();
    void this.pullLater(machine, later);
  }

  /** Big images come while the learner reads; one that can't be had now is pulled by the learner's own command. */
  private async pullLater(machine: Machine, refs: readonly string[]): Promise<void> {
    for (const ref of refs) {
      try {
        await machine.pull(ref);
      } catch (error) {
        if (this.ended || this.machine !== machine) return;
        this.deps.log.error({ err: error, lab: this.lab.id, ref }, 'image not pulled');
      }
      if (this.current.state !== 'ready') return;
      this.setStatus({ ...this.current, pulling: this.current.pulling.filter((each) => each !== ref) });
    }
  }

  private lookAgain(): void {
    if (performance.now() - this.lastActiveMs < PRESENT_MS) this.steps.lookAgain();
  }

  private stopTimers(): void {
    clearInterval(this.expiryTimer);
    clearInterval(this.lookTimer);
  }

  private ran({ command, exitCode, durationMs }: CommandMark): void {
    this.touch();
    this.steps.happenings.addCommand({ command, exitCode, durationMs });
    this.keeper.changed();
    this.steps.changed();
    this.looked?.observation.changed();
    // Before it is ready the reference solutions are typed, not the learner's commands.
    if (this.current.state !== 'ready' || command === '') return;
    this.news({ kind: 'command', lab: this.lab.id, step: this.steps.current(), command, exitCode });
  }

  private expiry(): Date {
    const { idleMs = this.deps.settings.idleMs, untilMs = Infinity } = this.ears.limits();
    const idleLeftMs = this.lastActiveMs + idleMs - performance.now();
    return new Date(Math.min(Date.now() + idleLeftMs, untilMs));
  }

  private expireIfIdle(): void {
    if (this.expiry().getTime() > Date.now()) return;
    const { untilMs = Infinity } = this.ears.limits();
    void this.end({ state: 'expired', ...(untilMs <= Date.now() && { overtime: true }) });
  }

  private get row(): { learner: string; lab: string; fromStep: string | null } {
    return { learner: this.learner, lab: this.lab.id, fromStep: this.from ?? null };
  }

  private async fail(error: unknown): Promise<void> {
    this.deps.log.error({ err: error, lab: this.lab.id }, 'machine failed to start');
    this.keeper.forget();
    await this.release();
    if (!this.ended) this.setStatus(failure(error));
  }

  private machineGone(machine: Machine): void {
    if (this.ended || this.machine !== machine || this.current.state === 'failed') return;
    this.keeper.forget();
    void this.release();
    this.setStatus({
      state: 'failed',
      ran: true,
      reason: '里面的系统关了机、内存用尽，或者服务器的引擎重启过。',
      next: '点「重新启动」换一台新的；已完成的步骤都还在。',
    });
  }

  private async release(): Promise<void> {
    const { machine } = this;
    this.machine = undefined;
    this.watch?.stop();
    this.looked?.[Symbol.dispose]();
    this.stopTimers();
    await this.terminals.release();
    try {
      await machine?.[Symbol.asyncDispose]();
    } catch (error) {
      // Nobody waits for most of these, and a rejection that nobody hears ends the server. The next start sweeps it up.
      this.deps.log.error({ err: error, machine: machine?.id }, 'machine not removed');
    }
  }

  private setStatus(status: MachineStatus): void {
    if (this.ended) return; // its start may still be under way; the page is at the next session already
    this.current = status;
    this.tell({ type: 'machine', lab: this.lab.id, status });
    this.news({ kind: 'machine', lab: this.lab.id, status });
  }

  private tell(message: LiveMessage): void {
    this.ears.tell(message);
  }

  private news(news: LabNews): void {
    if (!this.ended) this.ears.news(news);
  }
}

function failure(error: unknown): MachineStatus {
  if (error instanceof UserError) return { state: 'failed', reason: error.what, next: error.next };
  return {
    state: 'failed',
    reason: '实验机没能启动。',
    next: '重试一次；反复出现时请告诉服务器的管理员，原因在服务器数据目录的 logs/server.log 里。',
  };
}
