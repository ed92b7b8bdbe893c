import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { CommandError, run, tryRun, type Docker } from '../host.ts';

const SUITE = 'trixie';
const PULLED = 'debian:trixie-slim';
const MMDEBSTRAP_WITHIN_MS = 15 * 60_000;

/**
 * What the base is besides minbase. Documentation and translations go; unsafe-io makes dpkg skip an fsync per file,
 * which is safe where a broken build is thrown away whole.
 */
const DPKG = [
  'force-unsafe-io',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
  'path-exclude=/usr/share/locale/*',
];
const APT = [
  'Acquire::Languages "none";',
  'Apt::AutoRemove::SuggestsImportant "false";',
  'APT::Install-Recommends "false";',
];

export interface Base {
  readonly key: string;
  readonly from: 'mmdebstrap' | 'pull';
}

/** The key leaves the mirror out: the same packages come from each. */
export function baseKey(mode: 'own' | 'shared'): Base {
  const from = mode === 'own' ? 'mmdebstrap' : 'pull';
  const key = createHash('sha256')
    .update(JSON.stringify([from, SUITE, DPKG, APT]))
    .digest('hex')
    .slice(0, 16);
  return { key, from };
}

/** The mirrors that this machine's apt uses, with the suite exchanged: a learner's own may be a nearby one. */
async function suiteSources(mirror: string | undefined): Promise<string[]> {
  if (mirror) return [`deb ${mirror} ${SUITE} main`, `deb ${mirror} ${SUITE}-updates main`];
  const listing =
    (await tryRun('apt-get', [
      'indextargets',
      '--format',
      '$(REPO_URI) $(RELEASE)',
      'Created-By: Packages',
    ])) ?? '';
  const targets = [...new Set(listing.split('\n').filter(Boolean))].map(
    (line) => line.split(' ') as [string, string],
  );
  const main = targets.find(([uri, release]) => /\/debian\/?$/.test(uri) && !release.includes('-'));
  const security = targets.find(([, release]) => release.endsWith('-security'));
  if (!main) {
    throw new UserError(
      '没有在本机的 apt 源里找到 Debian 的软件源，做不了实验机的底座。',
      '用环境变量 MATOU_DEBIAN_MIRROR 给出一个 Debian 镜像站的地址（以 /debian 结尾），再启动。',
    );
  }
  return [
    `deb ${main[0]} ${SUITE} main`,
    `deb ${main[0]} ${SUITE}-updates main`,
    ...(security ? [`deb ${security[0]} ${SUITE}-security main`] : []),
  ];
}

/** A mirror that is a snapshot is past its date; where this machine's apt forgives that, the image's must too. */
async function validUntil(): Promise<string[]> {
  const dump = (await tryRun('apt-config', ['dump'])) ?? '';
  return dump.split('\n').filter((line) => /^Acquire::Check-(Valid-Until|Date) /.test(line));
}

export async function importBase(options: {
  docker: Docker;
  base: Base;
  ref: string;
  mirror: string | undefined;
  workDir: string;
  signal: AbortSignal | undefined;
  onProgress: (what: string) => void;
}): Promise<void> {
  const { docker, base, ref, mirror, workDir, signal, onProgress } = options;
  const [repo = '', tag = ''] = ref.split(':');
  if (base.from === 'pull') {
    onProgress(`拉取 ${PULLED}`);
    const stream = await docker.pull(PULLED);
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error: Error | null) => (error ? reject(error) : resolve()));
    });
    await docker.getImage(PULLED).tag({ repo, tag });
    return;
  }
  onProgress('用 mmdebstrap 制作 Debian 13 底座');
  // sources.list lines of the suite, on this machine's own mirrors.
  const sources = await suiteSources(mirror);
  const apt = [...APT, ...(await validUntil())];
  const tar = join(workDir, 'base.tar');
  try {
    await run(
      // mmdebstrap hangs up its whole process group when it ends badly, as when this server is killed: npm would go too.
      'setsid',
      [
        '--wait',
        'env',
        // mmdebstrap unpacks below TMPDIR, and a /tmp on a small tmpfs would not hold it.
        `TMPDIR=${workDir}`,
        'mmdebstrap',
        '--variant=minbase',
        ...apt.map((line) => `--aptopt=${line}`),
        ...DPKG.map((line) => `--dpkgopt=${line}`),
        '--quiet',
        SUITE,
        tar,
        ...sources,
      ],
      { timeoutMs: MMDEBSTRAP_WITHIN_MS, signal },
    );
  } catch (error) {
    const output =
      error instanceof CommandError ? error.output.split('\n').slice(-12).join('\n') : String(error);
    throw new UserError(
      `制作 Debian 底座失败：\n${output.replace(/^/gm, '    ')}`,
      '多半是软件源连不上：先试 `apt-get update`；也可用环境变量 MATOU_DEBIAN_MIRROR 指定另一个 Debian 镜像站。',
      { cause: error },
    );
  }
  onProgress('导入底座');
  await docker.importImage(createReadStream(tar), { repo, tag });
}
