import type { Viewer, ViewerHandle } from '../terminal.ts';
import type { OpenTerminalAt } from './open-terminal-at.ts';

export interface OnAir {
  readonly lab: string;
  readonly terminal: number;
  readonly since: Date;
  readonly viewers: number;
}

interface Source extends OpenTerminalAt {
  readonly since: Date;
  readonly viewers: Set<{ end(): void }>;
}

/** Terminals that are shown to a whole class, one for each. */
export class Broadcasts {
  private readonly sources = new Map<string, Source>();

  /** `changed` is told of a class whose broadcast began, ended, or has another source. */
  constructor(private readonly changed: (classId: string) => void) {}

  of(classId: string): OnAir | undefined {
    const source = this.sources.get(classId);
    if (!source) return undefined;
    const { lab, number, since, viewers } = source;
    return { lab, terminal: number, since, viewers: viewers.size };
  }

  /** In place of what is shown already. It ends with the terminal. */
  start(classId: string, at: OpenTerminalAt, since: Date): void {
    if (this.sources.get(classId)?.terminal === at.terminal) return;
    this.drop(classId);
    const source: Source = { ...at, since, viewers: new Set() };
    this.sources.set(classId, source);
    this.changed(classId);
    void at.terminal.ended.then(() => {
      if (this.sources.get(classId) === source) this.stop(classId);
    });
  }

  stop(classId: string): void {
    if (this.drop(classId)) this.changed(classId);
  }

  /** Undefined: nothing is shown. `ended`: no more of this source comes. */
  watch(classId: string, viewer: Viewer, ended: () => void): ViewerHandle | undefined {
    const source = this.sources.get(classId);
    if (!source) return undefined;
    const handle = source.terminal.watch(viewer);
    const mine = { end: ended };
    source.viewers.add(mine);
    return {
      receive: (frame) => handle.receive(frame),
      detach() {
        source.viewers.delete(mine);
        handle.detach();
      },
    };
  }

  private drop(classId: string): boolean {
    const source = this.sources.get(classId);
    if (!source) return false;
    this.sources.delete(classId);
    for (const viewer of [...source.viewers]) viewer.end();
    return true;
  }
}
