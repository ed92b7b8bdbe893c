import { encodeServerFrame } from '../../shared/wire.ts';
import type { Mark } from '../../shared/wire.ts';
import type { Frame } from './frame.ts';
import { BACKLOG_HIGH_BYTES, BACKLOG_LOW_BYTES, type Screen } from './screen.ts';
import type { Viewer } from './types.ts';
import { ViewerFlow } from './viewer.ts';

/** The leading viewer has acknowledged nothing for this long (a laptop closed, a hidden tab): the program goes on without it. */
const STALL_MS = 10_000;
/** How often a viewer that skips is looked at: it can't say itself that its buffer is empty. */
const SKIPPING_CHECK_MS = 100;

export interface AudienceOptions {
  readonly screen: Screen;
  readonly onPause: (paused: boolean) => void;
  /** Sends what is still gathered, so that screen and viewers have been given the same bytes. */
  readonly flush: () => void;
  /** Where the shell is, for a viewer that has just come. */
  readonly state: () => Mark | undefined;
}

/**
 * All viewers of one terminal. The pty keeps the pace of the one that leads, the last that typed or came; the others
 * skip when they are too far behind.
 */
export class Audience {
  readonly #options: AudienceOptions;
  readonly #flows = new Set<ViewerFlow>();
  #lead: ViewerFlow | undefined;
  #paused = false;
  #stallTimer: NodeJS.Timeout | undefined;
  #skippingTimer: NodeJS.Timeout | undefined;

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#flows.size;
  }

  has(flow: ViewerFlow): boolean {
    return this.#flows.has(flow);
  }

  /** One that doesn't lead looks on: the pty never waits for it. */
  add(viewer: Viewer, leads = true): ViewerFlow {
    const flow = new ViewerFlow(viewer, leads);
    this.#restore(flow);
    this.#flows.add(flow);
    if (leads) this.lead(flow);
    return flow;
  }

  remove(flow: ViewerFlow): void {
    flow.skip(); // a screen on its way is not for it any more
    this.#flows.delete(flow);
    if (this.#lead === flow) this.lead([...this.#flows].filter(({ leads }) => leads).at(-1));
  }

  lead(flow: ViewerFlow | undefined): void {
    if (this.#lead === flow) return;
    this.#lead = flow;
    this.#stopStallTimer();
    this.govern();
  }

  output(frame: Frame): void {
    for (const flow of this.#flows) flow.output(frame);
    this.govern();
  }

  mark(mark: Mark): void {
    const frame = encodeServerFrame({ op: 'mark', mark });
    for (const flow of this.#flows) flow.mark(mark, frame);
  }

  resized(cols: number, rows: number, by: ViewerFlow | undefined): void {
    const frame = encodeServerFrame({ op: 'size', cols, rows });
    for (const flow of this.#flows) if (flow !== by) flow.tell(frame);
  }

  ack(flow: ViewerFlow, bytes: number): void {
    flow.ack(bytes);
    if (flow === this.#lead) this.#stopStallTimer();
    this.govern();
  }

  end(code: number): void {
    for (const timer of [this.#stallTimer, this.#skippingTimer]) clearTimeout(timer);
    const exit = encodeServerFrame({ op: 'exit', code });
    for (const flow of this.#flows) flow.exit(exit);
    this.#flows.clear();
    this.#lead = undefined;
  }

  /** Pauses or resumes the pty, and gives those who have caught up their screen. */
  govern(): void {
    const now = performance.now();
    let skipping = false;
    for (const flow of this.#flows) {
      if (flow.wantsRestore(now)) this.#restore(flow);
      skipping ||= flow.mode === 'skipping';
    }
    if (skipping) {
      this.#skippingTimer ??= setTimeout(() => {
        this.#skippingTimer = undefined;
        this.govern();
      }, SKIPPING_CHECK_MS);
    }

    const lead = this.#lead;
    const behind = lead && lead.mode !== 'skipping' ? lead.behindBytes : 0;
    const backlog = this.#options.screen.backlogBytes;
    // Going on at half: what is on its way then covers the time until more comes.
    const window = lead?.windowBytes ?? 0;
    const pause = this.#paused
      ? behind > window / 2 || backlog > BACKLOG_LOW_BYTES
      : behind > window || backlog > BACKLOG_HIGH_BYTES;
    if (pause && behind > window / 2) this.#startStallTimer();
    else this.#stopStallTimer();
    if (pause === this.#paused) return;
    this.#paused = pause;
    this.#options.onPause(pause);
  }

  #restore(flow: ViewerFlow): void {
    this.#options.flush();
    this.#options.screen.capture(flow.startRestore(this.#options.state()));
  }

  #startStallTimer(): void {
    this.#stallTimer ??= setTimeout(() => {
      this.#stallTimer = undefined;
      this.#lead?.skip();
      this.govern();
    }, STALL_MS);
  }

  #stopStallTimer(): void {
    clearTimeout(this.#stallTimer);
    this.#stallTimer = undefined;
  }
}
