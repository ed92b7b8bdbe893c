import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino, type Logger } from 'pino';

/** With the one before it 16 MiB at most: some 60 000 lines. */
const MAX_LOG_BYTES = 8 * 1024 * 1024;

/** Into a file: the console is for the steps of the start. */
export function openLog(file: string, level: string): Logger {
  return pino({ level }, boundedFile(file));
}

/**
 * A full file becomes `<file>.1`, over the one before. Written at once, so that the line before a crash is there; a
 * line that can't be written is dropped, for a log must not take the course down with it.
 */
export function boundedFile(file: string, maxBytes = MAX_LOG_BYTES): { write(line: string): void } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o711 });
  let descriptor: number | undefined;
  let size = 0;
  const open = (): number => {
    const opened = openSync(file, 'a', 0o600);
    size = fstatSync(opened).size;
    return opened;
  };
  return {
    write(line) {
      try {
        descriptor ??= open();
        if (size > 0 && size + Buffer.byteLength(line) > maxBytes) {
          closeSync(descriptor);
          descriptor = undefined;
          renameSync(file, `${file}.1`);
          descriptor = open();
        }
        size += writeSync(descriptor, line);
      } catch {
        // The disk is full, or the folder is gone.
      }
    },
  };
}
