/**
 * What was seen in terminals, kept as asciicast v2 files and found again.
 * It knows nothing about classes, or about who may see a recording.
 */
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CastWriter } from './recordings/cast.ts';
import type { TerminalSession } from './terminal.ts';

export interface RecordingInfo {
  /** Safe in a URL and as a file's name. */
  readonly id: string;
  readonly lab: string;
  readonly terminal: number;
  readonly startedAt: Date;
  /** Of the last thing that was recorded. */
  readonly endedAt: Date;
  readonly bytes: number;
}

export interface Recording {
  /** Puts a mark on the timeline. */
  mark(label: string): void;
  /** Everything recorded is on disk when this resolves. */
  stop(): Promise<void>;
}

export interface RecordingLimits {
  readonly fileBytes: number;
  /** Of all recordings of one person; past it nothing more is recorded. */
  readonly personBytes: number;
}

/** An hour of typing is some 200 kB; a flood ends the recording, not the disk. */
export const RECORDING_LIMITS: RecordingLimits = { fileBytes: 16 * 1024 ** 2, personBytes: 128 * 1024 ** 2 };

/** With less room than this left there is nothing to be seen. */
const WORTHWHILE_BYTES = 4096;
const PERSON = /^[A-Za-z0-9_-]{1,64}$/;
const ID = /^\d{8}T\d{9}Z-[1-9]\d?$/;

export class Recordings {
  /** `dir` is made when something is recorded. */
  constructor(
    private readonly dir: string,
    private readonly limits: RecordingLimits = RECORDING_LIMITS,
  ) {}

  /** Records until the terminal ends or `stop`. Undefined: the person's room is used up. */
  async start(
    person: string,
    terminal: TerminalSession,
    about: { readonly lab: string; readonly terminal: number; readonly at: Date },
  ): Promise<Recording | undefined> {
    const used = (await this.list(person)).reduce((sum, { bytes }) => sum + bytes, 0);
    if (used > this.limits.personBytes - WORTHWHILE_BYTES) return undefined;
    await mkdir(this.home(person), { recursive: true, mode: 0o700 });
    const id = `${about.at.toISOString().replaceAll(/[-:.]/g, '')}-${about.terminal}`;
    const writer = await CastWriter.open(join(this.home(person), `${id}.cast`), {
      cols: terminal.cols,
      rows: terminal.rows,
      at: about.at,
      title: `${about.lab} 终端 ${about.terminal}`,
      maxBytes: Math.min(this.limits.fileBytes, this.limits.personBytes - used),
    });
    const handle = terminal.watch({
      send: (frame) => writer.frame(frame, (bytes) => handle.receive({ op: 'ack', bytes })),
      bufferedBytes: () => writer.waitingBytes,
    });
    void terminal.ended.then(() => writer.close());
    return {
      mark: (label) => writer.mark(label),
      async stop() {
        handle.detach();
        await writer.close();
      },
    };
  }

  /** Newest first. */
  async list(person: string): Promise<RecordingInfo[]> {
    const files = await readdir(this.home(person)).catch(() => []);
    const all = await Promise.all(
      files.filter((file) => ID.test(idOf(file))).map((file) => this.describe(person, file)),
    );
    return all
      .filter((each) => each !== undefined)
      .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  }

  /** The file's bytes; undefined: there is none of that id. */
  async read(person: string, id: string): Promise<ReadStream | undefined> {
    if (!ID.test(id)) return undefined;
    const file = join(this.home(person), `${id}.cast`);
    return (await stat(file).catch(() => undefined)) && createReadStream(file);
  }

  async remove(person: string): Promise<void> {
    await rm(this.home(person), { recursive: true, force: true });
  }

  private async describe(person: string, file: string): Promise<RecordingInfo | undefined> {
    const path = join(this.home(person), file);
    const handle = await open(path).catch(() => undefined);
    if (!handle) return undefined; // removed meanwhile
    try {
      const { size, mtime } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
      const [line = ''] = buffer.toString('utf8', 0, bytesRead).split('\n');
      const header = readHeader(line);
      if (!header) return undefined; // cut off by a power loss before its first line was whole
      return { id: idOf(file), ...header, endedAt: mtime, bytes: size };
    } finally {
      await handle.close();
    }
  }

  private home(person: string): string {
    if (!PERSON.test(person)) throw new Error(`no id of a person: ${person}`);
    return join(this.dir, person);
  }
}

const idOf = (file: string): string => file.replace(/\.cast$/, '');

function readHeader(line: string): { lab: string; terminal: number; startedAt: Date } | undefined {
  try {
    const { timestamp, title } = JSON.parse(line) as { timestamp: number; title: string };
    const [, lab = '', terminal = ''] = /^(\S+) 终端 (\d+)$/.exec(title) ?? [];
    return { lab, terminal: Number(terminal), startedAt: new Date(timestamp * 1000) };
  } catch {
    return undefined;
  }
}
