/**
 * Everything that a machine without any network needs, in one archive: the checkout, its npm packages, the built site,
 * Debian packages and images. It knows nothing about how any of them is used.
 */
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../shared/errors.ts';
import { downloadDebs } from './bundle/debs.ts';
import { BUNDLE, type BundleManifest } from './bundle/manifest.ts';
import { checkoutFiles } from './bundle/tree.ts';
import { CommandError, run, tryRun, type Docker } from './host.ts';
import { saveImages } from './images.ts';

export { brought, type Brought, type BundleManifest } from './bundle/manifest.ts';

export interface BundleOptions {
  readonly root: string;
  readonly file: string;
  /** An engine that has every image, and their names. */
  readonly docker: Docker;
  readonly images: readonly string[];
  /** For some gigabytes while the archive is made. */
  readonly workDir: string;
  step<T>(title: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T>;
}

const TOP = 'matou';
const PACK_WITHIN_MS = 60 * 60_000;

/** Node and build/ must be up to date: they go in as they are. Gives the size of the archive. */
export async function writeBundle(options: BundleOptions): Promise<number> {
  const { root, docker, images, step } = options;
  const file = resolve(options.file);
  if (existsSync(file)) throw new UserError(`${file} 已经在那里了。`, '换一个名字，或先删掉它。');
  if (!existsSync(dirname(file))) throw new UserError(`目录 ${dirname(file)} 不存在。`, '先建好它。');
  await mkdir(options.workDir, { recursive: true });
  const staging = await mkdtemp(join(options.workDir, 'bundle-'));
  const draft = join(dirname(file), `.partial-${process.pid}-${basename(file)}`);
  try {
    const into = join(staging, BUNDLE);
    await mkdir(into);
    await step('软件包', async (detail) => downloadDebs(join(into, 'debs'), detail));
    await step('镜像', () => saveImages(docker, images, join(into, 'images.tar')));
    await writeFile(
      join(into, 'manifest.json'),
      `${JSON.stringify(await manifestOf(root, images), null, 2)}\n`,
    );
    await bringNode(into);
    await step('打包', async () => {
      const list = join(staging, 'files');
      const tree = [...(await checkoutFiles(root)), 'node_modules', 'build'];
      await writeFile(list, tree.join('\0'));
      // Flags: the names of files and the targets of hard links go below TOP, those of symbolic links stay.
      const below = [
        '--transform',
        `flags=rhS;s,^,${TOP}/,`,
        '--owner=0',
        '--group=0',
        '--exclude=node_modules/.cache',
      ];
      const lists = ['-C', root, '--null', '--verbatim-files-from', '-T', list];
      await tar(['-c', '--auto-compress', '-f', draft, ...below, ...lists, '-C', staging, BUNDLE]);
    });
    renameSync(draft, file);
    return (await stat(file)).size;
  } finally {
    rmSync(draft, { force: true });
    await rm(staging, { recursive: true, force: true });
  }
}

async function manifestOf(root: string, images: readonly string[]): Promise<BundleManifest> {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const debian = ((await tryRun('sh', ['-c', '. /etc/os-release; echo "$VERSION_CODENAME"'])) ?? '').trim();
  return {
    format: 1,
    what: 'matou-bundle',
    createdAt: new Date().toISOString(),
    platform: process.platform,
    arch: process.arch,
    modules: process.versions.modules,
    node: process.version,
    lock,
    debian,
    images: [...images],
  };
}

/**
 * Node itself, so that the other machine needs none: where it is one file that wants nothing but what every Debian
 * has. Debian's own is spread over many.
 */
async function bringNode(into: string): Promise<void> {
  const libraries = (await tryRun('ldd', [process.execPath])) ?? '';
  const alone = libraries !== '' && !/libnode|libuv|libv8/.test(libraries);
  if (alone) {
    copyFileSync(process.execPath, join(into, 'node'));
    chmodSync(join(into, 'node'), 0o755);
  }
  await writeFile(join(into, 'run'), RUN, { mode: 0o755 });
}

const RUN = `#!/bin/sh
# 不用 npm 也能运行：sh bundle/run start --port 8080
here=$(cd "$(dirname "$0")" && pwd)
node=node
[ -x "$here/node" ] && node=$here/node
exec "$node" "$here/../src/cli/bootstrap.mjs" "$@"
`;

async function tar(args: readonly string[]): Promise<void> {
  try {
    await run('env', ['ZSTD_NBTHREADS=0', 'tar', ...args], { timeoutMs: PACK_WITHIN_MS });
  } catch (error) {
    const output =
      error instanceof CommandError ? error.output.split('\n').slice(-5).join('\n') : String(error);
    throw new UserError(`打包失败：\n${output}`, '看看磁盘有没有满；.tar.zst 要装有 zstd。', {
      cause: error,
    });
  }
}
