import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runLines } from '../engine/host.ts';
import { UserError } from '../shared/errors.ts';

/** What the built site depends on. */
const SOURCES = [
  'docs',
  'labs',
  'static',
  'src',
  'docusaurus.config.ts',
  'sidebars.ts',
  'package.json',
  'package-lock.json',
];
/** Of `src`, the server's part is not in the pages. */
const NOT_IN_PAGES = /^src\/(engine|server|cli)\/|\.test\.tsx?$/;
const KEY_FILE = '.matou-key';
const TAIL_LINES = 25;

/** Builds the site into `build/` if its sources changed; gives the folder. A failed build leaves the old one in place. */
export async function ensureSite(
  root: string,
  detail: (text: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const site = join(root, 'build');
  const key = await sourcesKey(root);
  if ((await readFile(join(site, KEY_FILE), 'utf8').catch(() => '')) === key) return site;
  const draft = join(root, '.docusaurus', 'build');
  await rm(draft, { recursive: true, force: true });
  await build(root, draft, detail, signal);
  await writeFile(join(draft, KEY_FILE), key);
  await rm(site, { recursive: true, force: true });
  await rename(draft, site);
  return site;
}

async function sourcesKey(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    for (const file of await filesBelow(root, source)) {
      if (NOT_IN_PAGES.test(file)) continue;
      hash
        .update(file)
        .update('\0')
        .update(await readFile(join(root, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

async function filesBelow(root: string, source: string): Promise<string[]> {
  const entries = await readdir(join(root, source), { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [source];
  const below = await Promise.all(entries.map((e) => filesBelow(root, `${source}/${e.name}`)));
  return below.flat().sort();
}

async function build(
  root: string,
  outDir: string,
  detail: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  detail('用 Docusaurus 构建，约半分钟');
  const docusaurus = join(root, 'node_modules/@docusaurus/core/bin/docusaurus.mjs');
  const argv = [docusaurus, 'build', '--out-dir', outDir];
  const options = { tailLines: TAIL_LINES, cwd: root, signal };
  const { exitCode, tail } = await runLines(process.execPath, argv, options);
  if (exitCode === 0) return;
  throw new UserError(
    `课程页面构建失败（退出码 ${exitCode}）。最后的输出：\n${tail}`,
    '按其中指出的文件和行改正后再启动。',
  );
}
