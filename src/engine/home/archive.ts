import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { UserError } from '../../shared/errors.ts';
import { CommandError, run } from '../host.ts';

export const MANIFEST = 'manifest.json';
const TAR_WITHIN_MS = 60 * 60_000;

export const manifestSchema = z.object({
  /** Of the archive, not of what is in it. */
  format: z.literal(1),
  what: z.literal('matou-backup'),
  createdAt: z.string(),
  files: z.array(z.object({ path: z.string().min(1), bytes: z.int(), sha256: z.string().length(64) })),
});
export type Manifest = z.infer<typeof manifestSchema>;

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Plain files below a folder, by their path in it. Anything else (a link, a device) is an error. */
export async function plainFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    if (!(await lstat(path)).isFile()) throw new NotPlain(relative(folder, path));
    files.push(relative(folder, path));
  }
  return files.sort();
}

export class NotPlain extends Error {}

/** Compressed by the ending of the name, as tar knows them: .tar, .tar.gz, .tar.zst … */
export async function pack(folder: string, file: string, names: readonly string[]): Promise<void> {
  await tar(['--create', '--auto-compress', '--file', file, '--directory', folder, '--', ...names], file);
}

export async function unpack(file: string, folder: string): Promise<void> {
  // tar itself refuses `..` and takes the leading / away.
  await tar(['--extract', '--no-same-owner', '--file', file, '--directory', folder], file);
}

async function tar(args: readonly string[], file: string): Promise<void> {
  try {
    await run('tar', args, { timeoutMs: TAR_WITHIN_MS });
  } catch (error) {
    const output =
      error instanceof CommandError ? error.output.split('\n').slice(-5).join('\n') : String(error);
    throw new UserError(
      `tar 处理 ${file} 失败：\n${output.replace(/^/gm, '    ')}`,
      '看看文件在不在、是不是完整、磁盘有没有满；.tar.zst 要装有 zstd，.tar.gz 到处都行。',
      { cause: error },
    );
  }
}
