import type { ClientFrame, CommandMark, Mark } from '../../shared/wire.ts';
import { encodeServerFrame, MAX_COLS, MAX_ROWS, MIN_COLS, MIN_ROWS } from '../../shared/wire.ts';
import { Audience } from './audience.ts';
import { Batcher } from './batcher.ts';
import type { Frame } from './frame.ts';
import type { Beginning } from './line.ts';
import { Link } from './link.ts';
import { MarkHearers } from './mark-hearers.ts';
import { MarkScanner, MarkTracker } from './marks.ts';
import { Screen } from './screen.ts';
import type { OpenTerminalOptions, Subscription, TerminalSession, Viewer, ViewerHandle } from './types.ts';
import type { ViewerFlow } from './viewer.ts';

/** Ctrl-C, Ctrl-Z, Ctrl-\. A longer input is a paste, not a key. */
const INTERRUPTS = new Set([0x03, 0x1a, 0x1c]);
const MAX_KEY_BYTES = 8;

/** Joins the parts: link → marks → batcher → screen and audience. */
export class Session implements TerminalSession {
  readonly ended: Promise<void>;
  readonly #link: Link;
  readonly #batcher = new Batcher((frame) => this.#deliver(frame));
  readonly #scanner = new MarkScanner();
  readonly #tracker: MarkTracker;
  readonly #screen: Screen;
  readonly #audience: Audience;
  readonly #hearers = new MarkHearers();
  #setEnded!: () => void;
  #over = false;
  #cols: number;
  #rows: number;
  /** Whether a prompt has come since Enter was typed. */
  #promptIsNew = false;
  /** What is left of output from before this session: its marks were somebody else's to hear, and when they ended isn't known. */
  #replayBytes = 0;
  readonly #idleGraceMs: number | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #lastUsedMs = performance.now();

  constructor(options: OpenTerminalOptions) {
    this.#cols = options.cols ?? 80;
    this.#rows = options.rows ?? 24;
    this.#idleGraceMs = options.idleGraceMs;
    this.ended = new Promise((resolve) => (this.#setEnded = resolve));
    this.#tracker = new MarkTracker(options.nonce);
    this.#screen = new Screen({
      cols: this.#cols,
      rows: this.#rows,
      scrollbackLines: options.scrollbackLines ?? 5000,
      onProgress: () => this.#audience.govern(),
    });
    this.#audience = new Audience({
      screen: this.#screen,
      onPause: (paused) => this.#link.pause(paused),
      flush: () => this.#batcher.flush(),
      state: () => this.state && { kind: this.state },
    });
    this.#link = new Link({
      attach: options.attach,
      timeoutMs: options.reattachTimeoutMs ?? 10_000,
      size: () => ({ cols: this.#cols, rows: this.#rows }),
      onBegin: (beginning) => this.#begin(beginning),
      onData: (data) => this.#print(data),
      onLost: () => this.#lost(),
      onGone: () => this.#end(1),
    });
  }

  get state(): 'prompt' | 'running' | undefined {
    return this.#tracker.state;
  }
  get cols(): number {
    return this.#cols;
  }
  get rows(): number {
    return this.#rows;
  }
  get viewers(): number {
    return this.#audience.size;
  }

  async start(): Promise<void> {
    try {
      await this.#link.open();
      this.#watchIdle();
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  attach(viewer: Viewer): ViewerHandle {
    return this.#join(viewer, true, (flow, frame) => this.#receive(flow, frame));
  }

  watch(viewer: Viewer, mayType = (): boolean => false): ViewerHandle {
    return this.#join(viewer, false, (flow, frame) => {
      if (frame.op === 'ack') this.#audience.ack(flow, frame.bytes);
      else if (frame.op === 'input' && mayType()) this.input(frame.data);
    });
  }

  #join(
    viewer: Viewer,
    leads: boolean,
    receive: (flow: ViewerFlow, frame: ClientFrame) => void,
  ): ViewerHandle {
    if (this.#over) {
      viewer.send(encodeServerFrame({ op: 'exit', code: 1 }));
      return { receive: () => undefined, detach: () => undefined };
    }
    const flow = this.#audience.add(viewer, leads);
    return {
      receive: (frame) => {
        if (this.#audience.has(flow)) receive(flow, frame);
      },
      detach: () => {
        this.#audience.remove(flow);
        this.#lastUsedMs = performance.now();
        this.#watchIdle();
      },
    };
  }

  input(data: string | Uint8Array): void {
    this.#lastUsedMs = performance.now();
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    if (bytes.includes(0x0d) || bytes.includes(0x0a)) this.#promptIsNew = false;
    if (bytes.length <= MAX_KEY_BYTES && bytes.some((byte) => INTERRUPTS.has(byte))) {
      this.#link.interrupt(bytes);
    } else {
      this.#link.write(bytes);
    }
  }

  resize(cols: number, rows: number): void {
    this.#resize(cols, rows, undefined);
  }

  onMark(listener: (mark: Mark) => void): Subscription {
    return this.#hearers.listen(listener);
  }

  async waitForPrompt(timeoutMs: number): Promise<void> {
    if (this.#promptIsNew && this.state === 'prompt') return;
    await this.#hearers.wait('prompt', timeoutMs);
  }

  async run(line: string, timeoutMs: number): Promise<CommandMark> {
    const done = this.#hearers.wait('command', timeoutMs);
    this.input(`${line}\r`);
    const { command, exitCode, durationMs } = await done;
    return { command, exitCode, durationMs };
  }

  screenText(options: { readonly scrollback?: boolean } = {}): Promise<string> {
    this.#batcher.flush();
    return this.#screen.text(options.scrollback ?? false);
  }

  async close(): Promise<void> {
    const hungUp = this.#link.hangUp(true);
    // At once: whoever opens this terminal again must get another, not what is left of this one.
    this.#end(0);
    await hungUp;
    await this.#link.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end(0);
    await this.#link.close();
  }

  #begin({ replayBytes, size }: Beginning): void {
    this.#replayBytes = replayBytes;
    // What comes was printed at that size; a viewer says its own soon.
    if (replayBytes > 0 && size) this.#resize(size.cols, size.rows, undefined);
  }

  #print(data: Buffer): void {
    if (this.#over) return;
    const old = this.#replayBytes;
    this.#replayBytes = Math.max(0, old - data.length);
    let from = 0;
    for (const { body, end } of this.#scanner.scan(data)) {
      const mark = this.#tracker.accept(body, performance.now());
      if (!mark || (end <= old && mark.kind === 'command')) continue;
      this.#batcher.push(data.subarray(from, end));
      this.#batcher.flush();
      from = end;
      if (mark.kind === 'prompt') this.#promptIsNew = true;
      this.#screen.mark(mark);
      this.#audience.mark(mark);
      this.#hearers.tell(mark);
    }
    this.#batcher.push(from === 0 ? data : data.subarray(from));
  }

  #deliver(frame: Frame): void {
    // In this order: a viewer that gets its screen anew meanwhile is not sent what the screen holds.
    this.#screen.feed(frame);
    this.#audience.output(frame);
    frame.release();
  }

  #receive(flow: ViewerFlow, frame: ClientFrame): void {
    switch (frame.op) {
      case 'input':
        this.#audience.lead(flow);
        this.input(frame.data);
        return;
      case 'resize':
        this.#audience.lead(flow);
        this.#resize(frame.cols, frame.rows, flow);
        return;
      case 'ack':
        this.#audience.ack(flow, frame.bytes);
        return;
      case 'close':
        void this.close();
    }
  }

  #resize(cols: number, rows: number, by: ViewerFlow | undefined): void {
    const possible = cols >= MIN_COLS && rows >= MIN_ROWS && cols <= MAX_COLS && rows <= MAX_ROWS;
    if (this.#over || !possible || (cols === this.#cols && rows === this.#rows)) return;
    this.#cols = cols;
    this.#rows = rows;
    this.#batcher.flush();
    this.#screen.resize(cols, rows);
    this.#audience.resized(cols, rows, by);
    this.#link.resize(cols, rows);
  }

  #lost(): void {
    this.#batcher.flush(true);
    this.#tracker.reset();
    this.#promptIsNew = false;
    this.#hearers.shellLost();
  }

  /** A shell that nobody looks at and that runs nothing goes after a while; the next to look gets a new one. */
  #watchIdle(): void {
    const graceMs = this.#idleGraceMs;
    if (graceMs === undefined || this.#over || this.#audience.size > 0) return;
    clearTimeout(this.#idleTimer);
    const leftMs = this.#lastUsedMs + graceMs - performance.now();
    this.#idleTimer = setTimeout(() => void this.#endIfIdle(graceMs), Math.max(0, leftMs));
  }

  async #endIfIdle(graceMs: number): Promise<void> {
    const used = this.#audience.size > 0 || performance.now() - this.#lastUsedMs < graceMs - 1;
    if (!used && !this.#hearers.awaited && (await this.#link.hangUp(false))) return;
    // Somebody looks, or it runs something: asked again later.
    this.#lastUsedMs = performance.now();
    this.#watchIdle();
  }

  #end(code: number): void {
    if (this.#over) return;
    clearTimeout(this.#idleTimer);
    this.#batcher.flush(true);
    this.#over = true;
    this.#audience.end(code);
    this.#hearers.close();
    // Screens and texts that were asked for before still come.
    this.#screen.capture(() => setImmediate(() => this.#screen.dispose()));
    this.#setEnded();
  }
}
