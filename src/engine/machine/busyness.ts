/** Of a core: less than this is nobody's burden. */
const BUSY_CORES = 0.5;
/** Of a machine's even part of the cores: those that take less leave half of all to the others. */
const BUSY_PART = 0.5;
/** How long a burst counts. */
const MEMORY_MS = 1_000;

/** How much CPU one machine has been taking. */
export class Busyness {
  private last: { readonly usedMs: number; readonly atMs: number } | undefined;
  private cores = 0;
  private yielding = false;

  /** Whether it should come after the others from now on, given what it has used in all, and its even part of the cores. */
  yields(usedMs: number, atMs: number, evenPart: number): boolean {
    if (this.last && atMs > this.last.atMs) {
      const passedMs = atMs - this.last.atMs;
      const weight = Math.min(1, passedMs / MEMORY_MS);
      this.cores += ((usedMs - this.last.usedMs) / passedMs - this.cores) * weight;
    }
    this.last = { usedMs, atMs };
    const limit = Math.min(BUSY_CORES, BUSY_PART * evenPart);
    // It gets less as soon as it yields: to be let off it must want much less.
    this.yielding = this.cores > (this.yielding ? limit / 2 : limit);
    return this.yielding;
  }
}
