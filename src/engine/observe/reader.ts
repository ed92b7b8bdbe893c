import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { MachineUnavailable, type Machine } from '../machine.ts';
import { rawOkSchema, rawWritesSchema, type RawWrites } from './raw.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, 'reader.pl'));
/** Short, since the learner's `ps` shows it until the script has named itself. */
const BOOT = `read STDIN,$s,${SCRIPT.length};eval$s`;
const ANSWER_WITHIN_MS = 10_000;
/** Longer is no answer of the script's. */
const MAX_LINE_CHARS = 4 * 1024 * 1024;
/** Between two looks at the read-write layers of running containers. */
export const LOOK_AT_WRITES_MS = 500;

/** A read-write layer to be looked at. */
export interface WatchedLayer {
  readonly id: string;
  /** Looked at again and again; else only when asked. */
  readonly live: boolean;
  readonly directory: string;
  /** Directories of the layers below, highest first. */
  readonly lowers: readonly string[];
}

const lineSchema = z.union([
  z.object({ n: z.number(), answer: z.unknown() }),
  z.object({ writes: rawWritesSchema }),
  z.object({ ready: z.literal(1) }),
]);

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** One script in the machine that answers until it is closed; so that a look costs no `docker exec`. */
export class Reader implements Disposable {
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;
  private rest = '';
  private over = false;
  private begun: () => void = () => {};
  private readonly ready = new Promise<void>((resolve) => (this.begun = resolve));

  private constructor(
    private readonly stream: Duplex,
    private readonly onWrites: (writes: RawWrites) => void,
  ) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => this.receive(chunk));
    stream.on('error', () => this.end());
    stream.once('end', () => this.end());
    stream.once('close', () => this.end());
    stream.write(SCRIPT);
  }

  static async open(
    machine: Pick<Machine, 'stream'>,
    onWrites: (writes: RawWrites) => void,
  ): Promise<Reader> {
    return new Reader(await machine.stream(['perl', '-e', BOOT]), onWrites);
  }

  get ended(): boolean {
    return this.over;
  }

  async ask<S extends z.ZodType>(what: string, fields: readonly string[], schema: S): Promise<z.infer<S>> {
    const answer = schema.safeParse(await this.question(what, fields));
    if (!answer.success) throw new MachineUnavailable('从实验机里读到的内容看不懂', { cause: answer.error });
    return answer.data;
  }

  async watch(layers: readonly WatchedLayer[]): Promise<void> {
    const fields = layers
      .filter(({ directory, lowers }) => [directory, ...lowers].every((path) => /^[\w./-]+$/.test(path)))
      .map(({ id, live, directory, lowers }) => [id, live ? 1 : 0, directory, lowers.join(':')].join('\x01'));
    await this.ask('watch', [String(LOOK_AT_WRITES_MS), ...fields], rawOkSchema);
  }

  [Symbol.dispose](): void {
    this.end();
  }

  private async question(what: string, fields: readonly string[]): Promise<unknown> {
    if (fields.some((field) => /[\t\n\0]/.test(field)))
      throw new MachineUnavailable('实验机里有看不懂的名字');
    const n = ++this.count;
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(n, { resolve, reject }));
    const timer = setTimeout(() => this.end('实验机里的读取程序没有应答'), ANSWER_WITHIN_MS);
    answer.catch(() => {});
    // Not before: what the boot line reads ahead would be lost.
    await Promise.race([this.ready, answer]);
    if (!this.over) this.stream.write(`${[n, what, ...fields].join('\t')}\n`);
    else this.end();
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      this.waiting.delete(n);
    }
  }

  private receive(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > MAX_LINE_CHARS) return this.end();
    for (const line of lines) {
      const parsed = lineSchema.safeParse(parse(line));
      if (!parsed.success) return this.end('从实验机里读到的内容看不懂');
      if ('ready' in parsed.data) this.begun();
      else if ('writes' in parsed.data) this.onWrites(parsed.data.writes);
      else this.waiting.get(parsed.data.n)?.resolve(parsed.data.answer);
    }
  }

  private end(reason = '实验机里的读取程序停下了'): void {
    this.over = true;
    this.stream.destroy();
    for (const { reject } of this.waiting.values()) reject(new MachineUnavailable(reason));
    this.waiting.clear();
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
