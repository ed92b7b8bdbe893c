import { ServerOp } from '../../shared/wire.ts';

/** Of output, in one frame. */
export const MAX_FRAME_DATA_BYTES = 64 * 1024;
/** Below this node's own pool of small buffers is as good. */
const REUSED_FROM_BYTES = 8 * 1024;
/** And the beginning of a character that the frame before didn't end. */
const ROOM_BYTES = 1 + MAX_FRAME_DATA_BYTES + 3;
/** What two floods have under way; more is left to the collector. */
const MOST_FREE = 96;

const free: Buffer<ArrayBuffer>[] = [];

/**
 * An Output frame of wire.ts that several have in hand: the viewers that it is on its way to, the screen that hasn't
 * parsed it. When the last one lets go of it, its memory is used again: a flood of 60 MB/s that is left to the collector
 * makes it stop everybody's echo for 10 ms several times a second. Whoever never lets go only costs the collector's work.
 */
export class Frame {
  #holders = 1;

  private constructor(
    /** As it is sent. Not to be looked at after `release`. */
    public bytes: Buffer<ArrayBuffer>,
    private readonly room: Buffer<ArrayBuffer> | undefined,
  ) {}

  /** A copy of `parts`; the maker is its first holder. */
  static of(parts: readonly Buffer[]): Frame {
    const dataBytes = parts.reduce((sum, part) => sum + part.length, 0);
    const reused = dataBytes >= REUSED_FROM_BYTES && dataBytes < ROOM_BYTES;
    const room = reused ? (free.pop() ?? Buffer.allocUnsafeSlow(ROOM_BYTES)) : undefined;
    const bytes = room ? room.subarray(0, 1 + dataBytes) : Buffer.allocUnsafe(1 + dataBytes);
    bytes[0] = ServerOp.Output;
    let at = 1;
    for (const part of parts) at += part.copy(bytes, at);
    return new Frame(bytes, room);
  }

  /** The output in it. */
  get data(): Buffer<ArrayBuffer> {
    return this.bytes.subarray(1);
  }

  /** Before anybody else has it: leaves out the last bytes. */
  cut(bytes: number): void {
    this.bytes = this.bytes.subarray(0, this.bytes.length - bytes);
  }

  retain(): this {
    this.#holders += 1;
    return this;
  }

  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0 && this.room && free.length < MOST_FREE) free.push(this.room);
  }
}
