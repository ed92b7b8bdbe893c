import type { Position, Size } from './line.ts';

/** The machine's master of shells; images/machine-base/tty/matou-tty.h says what each means. */
export const MasterOp = { Attach: 1, Input: 2, Interrupt: 3, Size: 4, HangUp: 5 } as const;
export const MAX_FRAME_BYTES = 65_535;
export const HELLO_BYTES = 28;
const MAGIC = 'mtt1';
const LIFE_BYTES = 8;
const POSITION_BYTES = 6;

export interface Hello {
  readonly life: string;
  readonly from: number;
  readonly end: number;
  readonly size: Size;
}

export function frame(op: number, payload: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(3 + payload.length);
  out[0] = op;
  out.writeUInt16BE(payload.length, 1);
  out.set(payload, 3);
  return out;
}

export function attachFrame(terminal: number, size: Size, from: Position | undefined): Buffer {
  const payload = Buffer.alloc(5 + LIFE_BYTES + POSITION_BYTES);
  payload[0] = terminal;
  payload.writeUInt16BE(size.cols, 1);
  payload.writeUInt16BE(size.rows, 3);
  if (from) {
    payload.write(from.life, 5, LIFE_BYTES, 'hex');
    payload.writeUIntBE(from.at, 5 + LIFE_BYTES, POSITION_BYTES);
  }
  return frame(MasterOp.Attach, payload);
}

/** Undefined for what no master says. */
export function readHello(bytes: Buffer): Hello | undefined {
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const at = MAGIC.length + LIFE_BYTES;
  return {
    life: bytes.toString('hex', MAGIC.length, at),
    from: bytes.readUIntBE(at, POSITION_BYTES),
    end: bytes.readUIntBE(at + POSITION_BYTES, POSITION_BYTES),
    size: { cols: bytes.readUInt16BE(24), rows: bytes.readUInt16BE(26) },
  };
}
