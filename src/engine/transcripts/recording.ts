import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ConsoleCommand } from '../../shared/console.ts';
import { UserError } from '../../shared/errors.ts';
import { shortPath } from '../problems.ts';

/** <lesson>.console.json: written by `lab record` only. Output is a list of lines, so that a change of it can be read in a diff. */
const commandSchema = z
  .object({
    prompt: z.string(),
    command: z.string(),
    input: z.array(z.string()).optional(),
    exitCode: z.number().int(),
    output: z.array(z.string()),
  })
  .strict();

/** Nothing of the machine that recorded: its kernel, its addresses and its registry differ, and prove nothing. */
const recordingSchema = z
  .object({
    recorded: z.string(),
    docker: z.string(),
    debian: z.string(),
    blocks: z.record(z.string(), z.array(commandSchema)),
  })
  .strict();
export interface Recording {
  /** The day: `2026-11-24`. */
  readonly recorded: string;
  readonly docker: string;
  readonly debian: string;
  readonly blocks: Readonly<Record<string, readonly ConsoleCommand[]>>;
}

/** Undefined where there is none. Throws UserError for one that was edited into nonsense. */
export function readRecording(file: string): Recording | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return recordingSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(
      `${shortPath(file)} 读不出来：${error instanceof SyntaxError ? error.message : '内容不是一份录制结果'}。`,
      '这个文件由命令写成，不要手改。删掉它，再用 npm run lab -- record 重新录制。',
      { cause: error },
    );
  }
}

export function writeRecording(file: string, recording: Recording): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, `${JSON.stringify(recording, null, 2)}\n`);
  renameSync(draft, file);
}
