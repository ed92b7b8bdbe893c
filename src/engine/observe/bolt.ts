/**
 * Reads a bolt database (containerd keeps its snapshots' names in one): enough to walk its buckets. The file is the
 * learner's and may be read while it is written: anything odd ends the walk with an error, never in a loop.
 */
export type BoltBucket = Map<string, Buffer | BoltBucket>;

const MAGIC = 0xed0cdaed;
const PAGE_HEADER_BYTES = 16;
const ELEMENT_BYTES = 16;
const BRANCH = 0x01;
const LEAF = 0x02;
const IS_BUCKET = 0x01;
const BUCKET_HEADER_BYTES = 16;
const MAX_DEPTH = 32;
const MAX_ENTRIES = 50_000;

/** Rejects anything that is no bolt database by a RangeError. */
export function readBolt(file: Buffer): BoltBucket {
  // Two of them, in the first two pages; the page's size is the machine's.
  const metas = [0, 4096, 16384, 65536].flatMap((at) => readMeta(file, at) ?? []);
  const meta = metas.sort((a, b) => Number(b.txid - a.txid))[0];
  if (!meta) throw new RangeError('no bolt database');
  return new Walk(file, meta.pageSize).bucket(meta.root, 0);
}

function readMeta(file: Buffer, page: number): { pageSize: number; root: number; txid: bigint } | undefined {
  const at = page + PAGE_HEADER_BYTES;
  if (file.length < at + 64 || file.readUInt32LE(at) !== MAGIC) return undefined;
  return {
    pageSize: file.readUInt32LE(at + 8),
    root: Number(file.readBigUInt64LE(at + 16)),
    txid: file.readBigUInt64LE(at + 48),
  };
}

class Walk {
  private entries = 0;

  constructor(
    private readonly file: Buffer,
    private readonly pageSize: number,
  ) {}

  bucket(page: number, depth: number): BoltBucket {
    const found: BoltBucket = new Map();
    this.read(this.file.subarray(page * this.pageSize), found, depth);
    return found;
  }

  private read(page: Buffer, into: BoltBucket, depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError('too deep');
    const flags = page.readUInt16LE(8);
    const count = page.readUInt16LE(10);
    for (let i = 0; i < count; i++) {
      if (++this.entries > MAX_ENTRIES) throw new RangeError('too much');
      const at = PAGE_HEADER_BYTES + i * ELEMENT_BYTES;
      if (flags & BRANCH) {
        const child = Number(page.readBigUInt64LE(at + 8)) * this.pageSize;
        this.read(this.file.subarray(child), into, depth + 1);
      } else if (flags & LEAF) {
        const start = at + page.readUInt32LE(at + 4);
        const keyEnd = start + page.readUInt32LE(at + 8);
        const value = page.subarray(keyEnd, keyEnd + page.readUInt32LE(at + 12));
        const key = page.toString('utf8', start, keyEnd);
        into.set(key, page.readUInt32LE(at) & IS_BUCKET ? this.nested(value, depth) : value);
      } else throw new RangeError('odd page');
    }
  }

  private nested(value: Buffer, depth: number): BoltBucket {
    const root = Number(value.readBigUInt64LE(0));
    if (root !== 0) return this.bucket(root, depth + 1);
    const found: BoltBucket = new Map();
    this.read(value.subarray(BUCKET_HEADER_BYTES), found, depth + 1);
    return found;
  }
}

/** Go's binary.PutUvarint. */
export function readUvarint(bytes: Buffer): number {
  let value = 0;
  let factor = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    factor *= 128;
  }
  return value;
}
