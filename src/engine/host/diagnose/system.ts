import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { kernelShortfalls } from '../kernel.ts';
import { installCommand, missingPackages, onPath } from '../packages.ts';
import { tryRun } from '../run.ts';
import { bad, good, note, type Finding } from './finding.ts';

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

export function system(): Finding {
  const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(read('/etc/os-release'))?.[1] ?? process.platform;
  const detail = `${name}，内核 ${release()}，${process.arch}，Node ${process.version}`;
  if (process.platform !== 'linux')
    return note('系统', detail, '不是 Linux：会改用你自己的 Docker，只给本机一个人用。');
  const debian = /^ID(_LIKE)?=.*debian/m.test(read('/etc/os-release'));
  if (debian) return good('系统', detail);
  return note('系统', detail, '只在 Debian 上测过；缺的软件包要用你的发行版的包管理器自己装。');
}

const CAPABILITIES = { CAP_NET_ADMIN: 12, CAP_SYS_ADMIN: 21 } as const;

export function user(): Finding {
  if (process.getuid?.() !== 0)
    return note('用户', '不是 root', '用 sudo npm start，才能用码头自己的宿主引擎。');
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(read('/proc/self/status'))?.[1] ?? '0'}`);
  const missing = Object.entries(CAPABILITIES).filter(([, bit]) => !((effective >> BigInt(bit)) & 1n));
  if (missing.length === 0) return good('用户', 'root');
  return bad(
    '用户',
    `root，但没有 ${missing.map(([name]) => name).join('、')}`,
    '多半是在一个没有特权的容器里：请在机器本身上运行，或在虚拟机里。',
  );
}

export function packages(): Finding {
  const missing = missingPackages();
  if (missing.length === 0) return good('系统软件包', '齐全');
  const lacks = `缺少 ${missing.join('、')}`;
  if (!onPath('apt-get')) return bad('系统软件包', lacks, '这台机器没有 apt-get：用你的包管理器装好它们。');
  return note('系统软件包', lacks, `以 root 启动时会自动安装；也可以自己运行：${installCommand(missing)}`);
}

/** Tried where trying changes nothing; what can't be found out is not mentioned. */
export async function features(): Promise<Finding[]> {
  const found: Finding[] = [];
  const userns = await tryRun('unshare', ['--user', '--map-root-user', 'true']);
  found.push(
    userns !== undefined
      ? good('用户命名空间', '可用')
      : bad(
          '用户命名空间',
          `不可用（user.max_user_namespaces 是 ${read('/proc/sys/user/max_user_namespaces').trim() || '未知'}）`,
          '实验机靠它不成为特权容器。运行 sysctl -w user.max_user_namespaces=65536；仍不行，换一个打开了 CONFIG_USER_NS 的内核。',
        ),
  );
  const overlay =
    /\boverlay$/m.test(read('/proc/filesystems')) ||
    (await tryRun('modprobe', ['-n', '-q', 'overlay'])) !== undefined;
  found.push(
    overlay
      ? good('overlay 文件系统', '可用')
      : bad('overlay 文件系统', '内核不认识', '镜像靠它存放。换一个打开了 CONFIG_OVERLAY_FS 的内核。'),
  );
  found.push(
    existsSync('/dev/loop-control')
      ? good('环回设备', '可用')
      : note(
          '环回设备',
          '没有 /dev/loop-control',
          '实验机会没有磁盘限额：一台写满，别的也写不了。先试 modprobe loop。',
        ),
  );
  return found;
}

const CONTROLLERS = ['cpu', 'memory', 'pids'];

export function cgroups(): Finding {
  const v2 = read('/sys/fs/cgroup/cgroup.controllers');
  const version = v2 === '' ? 1 : 2;
  const has = (controller: string): boolean =>
    version === 2
      ? v2.trim().split(' ').includes(controller)
      : existsSync(`/sys/fs/cgroup/${controller}/cgroup.procs`);
  const missing = CONTROLLERS.filter((controller) => !has(controller));
  if (missing.length === 0) return good('cgroup', `v${version}，${CONTROLLERS.join('、')} 都在`);
  return bad(
    'cgroup',
    `v${version}，缺少控制器 ${missing.join('、')}`,
    '没有它们，实验机的限额不起作用。常见于树莓派：在内核命令行加上 cgroup_enable=memory cgroup_memory=1，再重启。',
  );
}

export function kernel(): Finding {
  const low = kernelShortfalls();
  if (low.length === 0) return good('内核参数', '足够');
  const detail = low
    .map(({ key, from, to }) => `${key.replaceAll('/', '.')} 是 ${from}，要 ${to}`)
    .join('；');
  return note('内核参数', detail, '启动时会自动调高，停止时改回，不用管。');
}

export function securityModules(): Finding {
  if (read('/sys/fs/selinux/enforce').trim() === '1')
    return note('SELinux', '正在强制执行', '没有在 SELinux 下测过；实验机起不来时，先看 ausearch -m avc。');
  if (!read('/sys/module/apparmor/parameters/enabled').startsWith('Y')) return good('AppArmor', '没有打开');
  if (onPath('apparmor_parser')) return good('AppArmor', '打开，工具齐全');
  return note('AppArmor', '打开，但缺少 apparmor_parser', '以 root 启动时会自动安装 apparmor。');
}
