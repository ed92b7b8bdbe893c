// The one file in plain JavaScript: it runs before TypeScript can, on a machine that has only Node and npm.
// It brings the npm packages up to date, then hands over to main.ts in this same process, so that signals stay simple.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const NODE_WANTED = [20, 20];
/** node-pty and better-sqlite3 are compiled here: they ship nothing ready-made for every Linux. */
const BUILD_TOOLS = { make: 'make', 'g++': 'g++', python3: 'python3' };

function fail(what, next) {
  console.error(`\n✘ ${what}\n  下一步：${next}\n`);
  process.exit(1);
}

function has(command) {
  return spawnSync('sh', ['-c', 'command -v -- "$1"', 'sh', command], { stdio: 'ignore' }).status === 0;
}

function installBuildTools() {
  const missing = Object.keys(BUILD_TOOLS)
    .filter((command) => !has(command))
    .map((command) => BUILD_TOOLS[command]);
  if (missing.length === 0) return;
  const line = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0)
    fail(
      `编译 npm 包还缺 ${missing.join('、')}，而当前用户不是 root，不能替你安装。`,
      `sudo sh -c '${line}'，然后再运行一次。`,
    );
  if (!has('apt-get'))
    fail(
      `编译 npm 包还缺 ${missing.join('、')}，而这台机器没有 apt-get。`,
      '用你的发行版的包管理器装好它们，然后再运行一次。',
    );
  console.log(`  安装编译工具：${missing.join('、')}`);
  const done = spawnSync('sh', ['-c', `{ ${line}; } 2>&1`], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (done.status !== 0)
    fail(
      `安装编译工具失败：\n${done.stdout.split('\n').slice(-12).join('\n')}`,
      `检查网络和 apt 源，再手工运行：${line}`,
    );
}

/** Unpacked from a bundle: the packages came along, compiled, and there may be no network to get others from. */
function broughtPackages(lock) {
  const file = join(root, 'bundle/manifest.json');
  if (!existsSync(file)) return false;
  const made = JSON.parse(readFileSync(file, 'utf8'));
  const here = { platform: process.platform, arch: process.arch, modules: process.versions.modules };
  if (made.platform !== here.platform || made.arch !== here.arch)
    fail(
      `这个离线包是给 ${made.platform}-${made.arch} 做的，这台机器是 ${here.platform}-${here.arch}。`,
      '在一台与这里相同的、连着网的机器上运行 npm run bundle，再拿过来。',
    );
  if (made.modules !== here.modules)
    fail(
      `这个离线包要用 Node ${made.node.slice(1).split('.')[0]}，这里是 ${process.version}：里面编译好的部分对不上。`,
      existsSync(join(root, 'bundle/node'))
        ? '用它自带的 Node：sh bundle/run start'
        : `装上 Node ${made.node}，再运行一次。`,
    );
  // Changed since: a developer's business, and npm's.
  return made.lock === createHash('sha256').update(lock).digest('hex');
}

function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  if (broughtPackages(lock)) return;
  const key = createHash('sha256').update(lock).update(process.version).digest('hex');
  const keyFile = join(root, 'node_modules/.matou-key');
  if (existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) return;
  const began = Date.now();
  console.log('▸ npm 软件包 …');
  installBuildTools();
  const env = { ...process.env };
  // Headers that came with Node spare a download from abroad.
  const prefix = join(dirname(process.execPath), '..');
  if (!env.npm_config_nodedir && existsSync(join(prefix, 'include/node/node.h')))
    env.npm_config_nodedir = prefix;
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
      maxBuffer: 1 << 28,
    });
    // npm before 11.16 knows no allowScripts and runs every script; newer ones run the allowed two.
  } catch (error) {
    const tail = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-20).join('\n');
    fail(
      `npm 软件包安装失败：\n${tail || error.message}`,
      '检查网络和 npm 的源（npm config get registry），再运行一次。',
    );
  }
  writeFileSync(keyFile, key);
  console.log(`✔ npm 软件包  ${((Date.now() - began) / 1000).toFixed(1)} 秒`);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < NODE_WANTED[0] || (major === NODE_WANTED[0] && minor < NODE_WANTED[1])) {
  fail(
    `需要 Node ${NODE_WANTED.join('.')} 或更新的版本，这里是 ${process.version}。`,
    '从 nodejs.org 或你的发行版安装新的 Node，再运行一次。',
  );
}
installPackages();
const { register } = await import('tsx/esm/api');
register();
await import('./main.ts');
