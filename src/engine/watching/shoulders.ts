import type { ControlState, Help } from '../../shared/watching.ts';
import type { Viewer, ViewerHandle } from '../terminal.ts';
import type { OpenTerminalAt } from './open-terminal-at.ts';

/** A request that nobody answers is no consent. */
const ASK_MS = 60_000;

/** The instructor's page. */
export interface WatchViewer extends Viewer {
  /** Whether what is typed there counts. */
  control(state: ControlState): void;
}

export interface WatchHandle extends ViewerHandle {
  /** Asks the learner to be let in. */
  ask(): void;
  /** Takes the hands off the keyboard. */
  end(): void;
}

interface Watcher {
  readonly learner: string;
  readonly number: number;
  readonly viewer: WatchViewer;
}

interface Control {
  readonly id: number;
  readonly watcher: Watcher;
  state: 'asked' | 'given';
  readonly timer: NodeJS.Timeout;
}

export interface ShouldersDeps {
  terminals(learner: string): readonly OpenTerminalAt[];
  /** What `of` says of this learner is different. */
  changed(learner: string): void;
}

/** Who looks over whose shoulder. One at a time may type with a learner, and only while both want it. */
export class Shoulders {
  private readonly watchers = new Set<Watcher>();
  /** By learner. */
  private readonly controls = new Map<string, Control>();
  private lastId = 0;

  constructor(private readonly deps: ShouldersDeps) {}

  /** Undefined: the learner has no such terminal open. Nothing is opened for the sake of looking at it. */
  watch(learner: string, number: number, viewer: WatchViewer): WatchHandle | undefined {
    const found = this.deps.terminals(learner).find((each) => each.number === number);
    if (!found) return undefined;
    const watcher: Watcher = { learner, number, viewer };
    const mayType = (): boolean => {
      const control = this.controls.get(learner);
      return control?.watcher === watcher && control.state === 'given';
    };
    const handle = found.terminal.watch(viewer, mayType);
    this.watchers.add(watcher);
    this.deps.changed(learner);
    const leave = (): void => {
      if (!this.watchers.delete(watcher)) return;
      handle.detach();
      this.take(watcher, 'none');
      this.deps.changed(learner);
    };
    void found.terminal.ended.then(leave);
    return {
      receive: (frame) => handle.receive(frame),
      detach: leave,
      ask: () => this.ask(watcher),
      end: () => this.take(watcher, 'none'),
    };
  }

  /** The learner's answer; one to a request that is over does nothing. */
  answer(learner: string, id: number, allow: boolean): void {
    const control = this.controls.get(learner);
    if (control?.id !== id) return;
    if (!allow) {
      this.take(control.watcher, control.state === 'asked' ? 'refused' : 'none');
    } else if (control.state === 'asked') {
      clearTimeout(control.timer);
      control.state = 'given';
      control.watcher.viewer.control('given');
      this.deps.changed(learner);
    }
  }

  of(learner: string): Pick<Help, 'watched' | 'control'> {
    const control = this.controls.get(learner);
    const watched = [...this.watchers].filter((each) => each.learner === learner).map(({ number }) => number);
    return {
      watched: [...new Set(watched)].sort((a, b) => a - b),
      control: control ? { id: control.id, terminal: control.watcher.number, state: control.state } : null,
    };
  }

  private ask(watcher: Watcher): void {
    const { learner } = watcher;
    const other = this.controls.get(learner);
    if (other) {
      if (other.watcher !== watcher) watcher.viewer.control('busy');
      return;
    }
    if (!this.watchers.has(watcher)) return;
    const timer = setTimeout(() => this.take(watcher, 'refused'), ASK_MS);
    timer.unref();
    this.controls.set(learner, { id: ++this.lastId, watcher, state: 'asked', timer });
    watcher.viewer.control('asked');
    this.deps.changed(learner);
  }

  /** Whatever this watcher was given or has asked for is over. */
  private take(watcher: Watcher, told: ControlState): void {
    const control = this.controls.get(watcher.learner);
    if (control?.watcher !== watcher) return;
    clearTimeout(control.timer);
    this.controls.delete(watcher.learner);
    watcher.viewer.control(told);
    this.deps.changed(watcher.learner);
  }
}
