import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../shared/errors.ts';
import { allPackages, run, runLines } from '../host.ts';

/** What some option of a start asks for. */
const ALSO = ['openssl'];

/** Downloads what the course needs of Debian with all that it depends on, as if nothing were installed, and an index. */
export async function downloadDebs(folder: string, onLine: (line: string) => void): Promise<number> {
  const archives = join(folder, 'archives');
  await mkdir(join(archives, 'partial'), { recursive: true });
  const status = join(folder, 'status');
  await writeFile(status, ''); // a machine on which nothing is installed
  const options = [
    `Dir::State::status=${status}`,
    `Dir::Cache::archives=${archives}/`,
    'APT::Sandbox::User=root',
    'Debug::NoLocking=true',
  ].flatMap((option) => ['-o', option]);
  const argv = ['-q', ...options, '--download-only', '-y', '--no-install-recommends', 'install'];
  const apt = ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...argv, ...allPackages(), ...ALSO];
  const { exitCode, tail } = await runLines('env', apt, { tailLines: 10, onLine });
  if (exitCode !== 0)
    throw new UserError(`下载软件包失败：\n${tail}`, '检查网络和 apt 源，先运行 apt-get update，再试一次。');
  const debs = (await readdir(archives)).filter((name) => name.endsWith('.deb')).sort();
  const index: string[] = [];
  for (const name of debs) {
    // apt escapes the colon of an epoch in the name; an index may name a file as it likes, but for %
    const plain = name.replaceAll('%', '_');
    const file = join(folder, plain);
    await rename(join(archives, name), file);
    const control = await run('dpkg-deb', ['--field', file]);
    const { size } = await stat(file);
    index.push(`${control.trimEnd()}\nFilename: ./${plain}\nSize: ${size}\nSHA256: ${await sha256(file)}\n`);
  }
  await writeFile(join(folder, 'Packages'), index.join('\n'));
  await rm(archives, { recursive: true });
  await rm(status);
  return debs.length;
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
