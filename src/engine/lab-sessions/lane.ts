/** Events of one `docker run` come in a burst: they are judged once. */
const GATHER_MS = 40;
/** Between two runs that nobody asked for. */
const PAUSE_MS = 80;
/** The same, after what a check may have caused itself: otherwise it would never rest. */
const ECHO_PAUSE_MS = 1_000;

/** Work that is done soon after a change, never twice at the same time, and once more if something changed meanwhile. */
export class Lane {
  private timer: { readonly atMs: number; readonly handle: NodeJS.Timeout } | undefined;
  private busy = false;
  /** What came while busy. */
  private news: 'none' | 'echo' | 'change' = 'none';
  private endedMs = -Infinity;
  private stopped = false;

  constructor(private readonly work: () => Promise<void>) {}

  changed(): void {
    if (this.busy) this.news = 'change';
    else this.schedule(GATHER_MS);
  }

  /** The same, but it may be an echo of a check's own doing, or a container's health check. */
  echoed(): void {
    if (!this.busy) this.schedule(Math.max(GATHER_MS, this.endedMs + ECHO_PAUSE_MS - performance.now()));
    else if (this.news === 'none') this.news = 'echo';
  }

  /** At once, unless it is being done or will be soon anyway. */
  nudge(): void {
    if (!this.busy && !this.timer && !this.stopped) void this.run();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer?.handle);
  }

  private schedule(afterMs: number): void {
    const atMs = performance.now() + afterMs;
    if (this.stopped || (this.timer && this.timer.atMs <= atMs)) return;
    clearTimeout(this.timer?.handle);
    const handle = setTimeout(() => {
      this.timer = undefined;
      void this.run();
    }, afterMs);
    this.timer = { atMs, handle };
  }

  private async run(): Promise<void> {
    this.busy = true;
    this.news = 'none';
    try {
      await this.work();
    } catch {
      // The judge turns what it can't find out into a verdict; anything else was logged there.
    } finally {
      this.busy = false;
      this.endedMs = performance.now();
      const news = this.pending();
      if (news !== 'none') this.schedule(news === 'change' ? PAUSE_MS : ECHO_PAUSE_MS);
    }
  }

  // A method, or TypeScript takes what it was set to for what it still is.
  private pending(): 'none' | 'echo' | 'change' {
    return this.news;
  }
}
