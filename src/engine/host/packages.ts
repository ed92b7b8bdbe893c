import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../shared/errors.ts';
import { runLines, tryRun } from './run.ts';

/** What the own engine runs on this machine, and the Debian package that brings it. */
const NEEDED: readonly (readonly [command: string, debianPackage: string])[] = [
  ['dockerd', 'docker.io'],
  ['containerd', 'containerd'],
  ['runc', 'runc'],
  ['iptables', 'iptables'],
  ['ip', 'iproute2'],
  ['nsenter', 'util-linux'],
  ['losetup', 'mount'],
  ['mkfs.ext4', 'e2fsprogs'],
  ['mmdebstrap', 'mmdebstrap'],
  ['pgrep', 'procps'],
  ['useradd', 'passwd'],
  ['tar', 'tar'],
];
/** Where the kernel has AppArmor on, dockerd starts no container without its parser. */
const APPARMOR = ['apparmor_parser', 'apparmor'] as const;
const appArmorIsOn = (): boolean => {
  const file = '/sys/module/apparmor/parameters/enabled';
  return existsSync(file) && readFileSync(file, 'utf8').startsWith('Y');
};
/** Services that Debian would start and enable with a package; nobody asked for these. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  'docker.io': ['docker.service', 'docker.socket'],
  containerd: ['containerd.service'],
};
const POLICY = '/usr/sbin/policy-rc.d';
/** What policy-rc.d answers for "not now". */
const FORBIDDEN = 101;

export function missingPackages(): string[] {
  const needed = appArmorIsOn() ? [...NEEDED, APPARMOR] : NEEDED;
  return needed.filter(([command]) => !onPath(command)).map(([, debianPackage]) => debianPackage);
}

/** What any machine may need, whatever this one has. */
export const allPackages = (): string[] => [...NEEDED, APPARMOR].map(([, debianPackage]) => debianPackage);

/** Absolute path of a program, if PATH has it. */
export function onPath(command: string): string | undefined {
  try {
    const found = execFileSync('sh', ['-c', 'command -v -- "$1"', 'sh', command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return found.trim() || undefined;
  } catch {
    return undefined;
  }
}

export const installCommand = (packages: readonly string[]): string =>
  `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;

/**
 * Installs packages with apt, without starting or enabling services that came with them.
 * Rejects with UserError that holds the exact command to run by hand.
 */
export async function installPackages(
  packages: readonly string[],
  onLine: (line: string) => void,
  /** A folder of packages with its index, which is then the only source: nothing is fetched. */
  debs?: string,
): Promise<void> {
  const byHand = `sudo sh -c '${installCommand(packages)}'`;
  if (process.getuid?.() !== 0) {
    throw new UserError(
      `还缺系统软件包：${packages.join('、')}，而当前用户不是 root，不能替你安装。`,
      `先运行：\n    ${byHand}\n然后再启动。`,
    );
  }
  if (!onPath('apt-get')) {
    throw new UserError(
      `还缺系统软件包：${packages.join('、')}，而这台机器没有 apt-get，不能替你安装。`,
      '用你的发行版的包管理器装好它们（名字可能略有不同：需要命令 ' +
        commandsOf(packages).join('、') +
        '），然后再启动。',
    );
  }
  // Of the packages that come now, and of no other: a containerd that was there belongs to somebody.
  const units = packages.flatMap((p) => SERVICES[p] ?? []);
  const quiet = units.length > 0 && !existsSync(POLICY);
  if (quiet)
    writeFileSync(POLICY, `#!/bin/sh\n# 码头安装软件包期间的临时文件\nexit ${FORBIDDEN}\n`, { mode: 0o755 });
  const from = debs === undefined ? undefined : localSource(debs);
  try {
    await apt([...(from?.options ?? []), 'update'], onLine, byHand);
    await apt(
      [...(from?.options ?? []), 'install', '-y', '--no-install-recommends', ...packages],
      onLine,
      byHand,
    );
  } finally {
    if (quiet) rmSync(POLICY, { force: true });
    if (from) rmSync(from.dir, { recursive: true, force: true });
  }
  if (units.length > 0 && existsSync('/run/systemd/system')) await tryRun('systemctl', ['disable', ...units]);
}

/** The machine's own sources and lists stay as they are. */
function localSource(debs: string): { readonly dir: string; readonly options: readonly string[] } {
  const dir = mkdtempSync(join(tmpdir(), 'matou-apt-'));
  symlinkSync(debs, join(dir, 'debs')); // a source's address may hold no space, and the folder may lie anywhere
  mkdirSync(join(dir, 'lists/partial'), { recursive: true });
  mkdirSync(join(dir, 'cache/archives/partial'), { recursive: true });
  writeFileSync(join(dir, 'sources.list'), `deb [trusted=yes] file:${dir}/debs ./\n`);
  const options = [
    `Dir::Etc::sourcelist=${dir}/sources.list`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${dir}/lists`,
    `Dir::Cache=${dir}/cache`,
    'APT::Sandbox::User=root',
  ];
  return { dir, options: options.flatMap((option) => ['-o', option]) };
}

const commandsOf = (packages: readonly string[]): string[] =>
  [...NEEDED, APPARMOR].filter(([, p]) => packages.includes(p)).map(([command]) => command);

async function apt(args: readonly string[], onLine: (line: string) => void, byHand: string): Promise<void> {
  const argv = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
  const { exitCode, tail } = await runLines('env', argv, { tailLines: 12, onLine });
  if (exitCode === 0) return;
  throw new UserError(
    `apt-get ${args.find((arg) => /^(update|install)$/.test(arg))} 失败（退出码 ${exitCode}）。它最后的输出：\n${tail}`,
    `检查网络和 apt 源之后手工运行一次，看清原因：\n    ${byHand}`,
  );
}
