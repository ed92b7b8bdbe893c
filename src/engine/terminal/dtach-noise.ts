/** What dtach's client prints before the first byte of the shell. */
const HELLO = Buffer.from('\x1b[H\x1b[J');
/** It can't connect: the shell is between two lives. */
const REFUSED = Buffer.from('dtach: ');
const FAREWELL_START = Buffer.from('\x1b[999H\r\n[');
const FAREWELL =
  /^\x1b\[999H\r\n\[(EOF - dtach terminating|read returned an error|select failed|detached|got signal \d+ - dying)\]\r\n(?:\x1b\[\?25h)?$/;
/** The longest farewell; more than that is no farewell. */
const FAREWELL_MAX_BYTES = 80;

/**
 * Takes dtach's own words out of the stream: the cleared screen at the start, the farewell at the end. Of anything that
 * isn't dtach nothing is changed.
 */
export class DtachNoise {
  /** What is known of the other end: 'dtach' and 'plain' are connected. */
  kind: 'unknown' | 'dtach' | 'plain' | 'refused' = 'unknown';
  #head: Buffer = Buffer.alloc(0);
  #held: Buffer = Buffer.alloc(0);

  /** The shell's own bytes in `chunk`; the end of it may be held until the next push, release or end. */
  push(chunk: Buffer): Buffer {
    if (this.kind === 'refused') return EMPTY;
    if (this.kind === 'plain') return chunk;
    if (this.kind === 'unknown') {
      this.#head = Buffer.concat([this.#head, chunk]);
      if (begins(this.#head, HELLO)) this.kind = 'dtach';
      else if (begins(this.#head, REFUSED)) this.kind = 'refused';
      else if (couldBegin(this.#head, HELLO) || couldBegin(this.#head, REFUSED)) return EMPTY;
      else this.kind = 'plain';
      const head = this.#head;
      this.#head = EMPTY;
      if (this.kind !== 'dtach') return this.kind === 'plain' ? head : EMPTY;
      chunk = head.subarray(HELLO.length);
    }
    return this.#holdFarewell(chunk);
  }

  /** Whether something is held: what may become a farewell, or a whole one, after which the client ends. */
  get holding(): 'part' | 'whole' | undefined {
    if (this.#held.length === 0) return undefined;
    return FAREWELL.test(this.#held.toString('latin1')) ? 'whole' : 'part';
  }

  /** It was no farewell: nothing came after it. */
  release(): Buffer {
    const held = this.#held;
    this.#held = EMPTY;
    return held;
  }

  /** The client has ended: what is left to show, and whether it said that the shell had ended. */
  end(): { readonly rest: Buffer; readonly shellEnded: boolean } {
    const head = this.kind === 'unknown' ? this.#head : EMPTY;
    const held = this.release();
    const said = FAREWELL.exec(held.toString('latin1'))?.[1];
    return {
      rest: said === undefined ? Buffer.concat([head, held]) : EMPTY,
      // An error instead of the end: dtach was gone with a word of the client's unread, a new size as a rule.
      shellEnded: said !== undefined && /^(EOF|read)/.test(said),
    };
  }

  #holdFarewell(chunk: Buffer): Buffer {
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    const at = farewellStart(bytes);
    this.#held = at === -1 ? EMPTY : Buffer.from(bytes.subarray(at));
    return at === -1 ? bytes : bytes.subarray(0, at);
  }
}

const EMPTY = Buffer.alloc(0);

function begins(bytes: Buffer, start: Buffer): boolean {
  return bytes.length >= start.length && bytes.subarray(0, start.length).equals(start);
}

function couldBegin(bytes: Buffer, start: Buffer): boolean {
  return bytes.length < start.length && start.subarray(0, bytes.length).equals(bytes);
}

/** Where a farewell begins that the end of `bytes` may be in the middle of, or -1. */
function farewellStart(bytes: Buffer): number {
  const from = Math.max(0, bytes.length - FAREWELL_MAX_BYTES);
  for (let at = bytes.indexOf(0x1b, from); at !== -1; at = bytes.indexOf(0x1b, at + 1)) {
    const tail = bytes.subarray(at);
    if (begins(tail, FAREWELL_START) || couldBegin(tail, FAREWELL_START)) return at;
  }
  return -1;
}
