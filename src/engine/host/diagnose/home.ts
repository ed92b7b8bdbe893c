import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logTail } from '../daemon.ts';
import { findLeftovers } from '../leftovers.ts';
import { lockHolder } from '../lock.ts';
import { hostNames } from '../names.ts';
import { bad, good, note, type Finding } from './finding.ts';

export async function homeFindings(home: string): Promise<Finding[]> {
  const holder = lockHolder(home);
  const words = holder ? [] : lastWords(home);
  const left = holder ? [] : [await leftBehind(home)];
  const held = holder
    ? `${home} 正被使用：${holder.what}，进程号 ${holder.pid}`
    : existsSync(home)
      ? `${home} 没有被占用`
      : `${home} 还没有，第一次启动时建立`;
  return [good('数据目录', held), remapping(), ...left, ...words];
}

const SHOWN = 3;

/** Of a run that was killed. */
async function leftBehind(home: string): Promise<Finding> {
  const left = await findLeftovers(home);
  if (left.length === 0) return good('遗留', '没有上次留下的进程、挂载和网络');
  const kinds = [...new Set(left.map(({ kind }) => kind))].map(
    (kind) => `${kind} ${left.filter((each) => each.kind === kind).length}`,
  );
  const some = left.slice(0, SHOWN).map(({ kind, what }) => `\n    ${kind} ${what.slice(0, 100)}`);
  return note(
    '遗留',
    `上次没有正常结束，留下了：${kinds.join('、')}${some.join('')}${left.length > SHOWN ? '\n    ……' : ''}`,
    '下一次启动会接管或清理它们；不再启动的话，npm run uninstall 会清理。',
  );
}

/** dockerd makes the entry where it is missing; one that is too small it takes as it is. */
function remapping(): Finding {
  const what = '用户号映射';
  const short = ['/etc/subuid', '/etc/subgid'].filter((file) => {
    const line = existsSync(file) ? /^dockremap:\d+:(\d+)/m.exec(readFileSync(file, 'utf8')) : null;
    return line !== null && Number(line[1]) < 65_536;
  });
  if (short.length === 0) return good(what, '/etc/subuid、/etc/subgid 可用');
  return bad(what, `${short.join('、')} 里 dockremap 的一段不足 65536 个`, '把那一行的第三个数改成 65536。');
}

/** The last errors of an engine that did not come up. */
function lastWords(home: string): Finding[] {
  const log = join(hostNames(home).logDir, 'dockerd.log');
  if (!existsSync(log)) return [];
  const errors = logTail(log, 200)
    .split('\n')
    .filter((line) => /level=(error|fatal)|failed to start/.test(line))
    .slice(-SHOWN);
  if (errors.length === 0) return [good('宿主引擎', '上次的日志里没有错误')];
  return [note('宿主引擎', `上次的日志里有错误：\n    ${errors.join('\n    ')}`, `完整日志：${log}`)];
}
