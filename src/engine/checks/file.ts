import type { z } from 'zod';
import { parseSize, type fileCheckSchema } from '../../shared/conditions.ts';
import { testPattern } from './patterns.ts';
import { showSize } from './sizes.ts';
import { Inconclusive, met, unmet } from './types.ts';
import type { Kind } from './types.ts';

type FileWant = z.infer<typeof fileCheckSchema>;

const MAX_CONTENT_BYTES = 65_536;

/**
 * Prints what the check needs, a line each: `key value`. $1 path; then `content`, `sha256` or names of extended
 * attributes. `%t` and `%T` are hexadecimal. Exit code 3: there is no such file.
 */
const LOOK = String.raw`
export LC_ALL=C
p=$1; shift
[ -e "$p" ] || [ -L "$p" ] || { d=$p; while [ ! -e "$d" ]; do d=$(dirname -- "$d"); done; echo "parent $d"; exit 3; }
stat -c 'stat %F|%U|%u|%G|%g|%a|%s|%t|%T' -- "$p" || exit 4
[ -L "$p" ] && echo "target $(readlink -- "$p")"
for w; do
  case $w in
    # Through a symbolic link it would be another file's; a fifo or a device would never end.
    content | sha256) [ -f "$p" ] && [ ! -L "$p" ] || continue ;;&
    content) echo "content $(head -c ${MAX_CONTENT_BYTES} -- "$p" | base64 -w0)" ;;
    sha256) echo "sha256 $(sha256sum < "$p" | cut -d' ' -f1)" ;;
    ?*.*) v=$(getfattr -h --absolute-names --only-values -n "$w" -- "$p" 2>/dev/null) && echo "xattr $w $v" ;;
  esac
done
exit 0
`;

const TYPES: readonly (readonly [type: NonNullable<FileWant['type']>, stat: RegExp, zh: string])[] = [
  ['file', /^regular/, '普通文件'],
  ['directory', /^directory/, '目录'],
  ['symlink', /^symbolic link/, '符号链接'],
  ['char', /^character special/, '字符设备'],
  ['block', /^block special/, '块设备'],
  ['socket', /^socket/, '套接字'],
  ['fifo', /^fifo/, '管道'],
];

/** There is a file at this path of the machine that fits every field. */
export const file: Kind<FileWant> = async (want, evidence) => {
  const wanted = [
    ...(want.content === undefined ? [] : ['content']),
    ...(want.sha256 === undefined ? [] : ['sha256']),
    ...Object.keys(want.xattrs ?? {}),
  ];
  const argv = ['bash', '-c', LOOK, 'bash', want.path, ...wanted];
  const { stdout, stderr, exitCode } = await evidence.exec(argv, { timeoutMs: evidence.remainingMs() });
  const lines = stdout.split('\n');
  const value = (key: string): string | undefined =>
    lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
  if (exitCode === 3) return unmet(`没有 ${want.path}${nearest(want.path, value('parent'))}`);
  const stat = value('stat')?.split('|');
  if (exitCode !== 0 || !stat) throw new Inconclusive(`看不了 ${want.path}（${stderr.trim() || exitCode}）`);
  const [kind = '', user, uid, group, gid, mode = '', size = '0', major = '0', minor = '0'] = stat;
  const [type, , typeZh] = TYPES.find(([, pattern]) => pattern.test(kind)) ?? [undefined, undefined, kind];

  const misfits: string[] = [];
  const expect = (holds: boolean, observed: string): void => {
    if (!holds) misfits.push(observed);
  };
  if (want.type !== undefined) expect(type === want.type, `是${typeZh}`);
  if (want.owner !== undefined) expect([user, uid].includes(want.owner), `属主是 ${user}（${uid}）`);
  if (want.group !== undefined) expect([group, gid].includes(want.group), `属组是 ${group}（${gid}）`);
  if (want.mode !== undefined) {
    expect(Number.parseInt(mode, 8) === Number.parseInt(want.mode, 8), `权限是 ${mode.padStart(4, '0')}`);
  }
  const { minSize = '0', maxSize } = want;
  const bytes = Number(size);
  const fits = bytes >= parseSize(minSize) && (maxSize === undefined || bytes <= parseSize(maxSize));
  expect(fits, `大小是 ${showSize(bytes)}`);
  if (want.target !== undefined)
    expect(value('target') === want.target, type === 'symlink' ? `指向 ${value('target')}` : '不是符号链接');
  if (want.device !== undefined) {
    const device = `${Number.parseInt(major, 16)},${Number.parseInt(minor, 16)}`;
    const isDevice = type === 'char' || type === 'block';
    expect(isDevice && device === want.device, isDevice ? `设备号是 ${device}` : `是${typeZh}，不是设备`);
  }
  const isFile = type === 'file';
  if ((want.sha256 !== undefined || want.content !== undefined) && !isFile)
    expect(want.type !== undefined && type !== want.type, `是${typeZh}，不是普通文件`);
  if (want.sha256 !== undefined && isFile)
    expect(value('sha256') === want.sha256, `内容的 SHA-256 是 ${value('sha256')?.slice(0, 12) ?? ''}…`);
  for (const [name, wish] of Object.entries(want.xattrs ?? {})) {
    const has = value(`xattr ${name}`);
    expect(has === wish, has === undefined ? `没有扩展属性 ${name}` : `扩展属性 ${name} 是 ${has}`);
  }
  if (want.content !== undefined && isFile) {
    const content = Buffer.from(value('content') ?? '', 'base64').toString('utf8');
    const matched = testPattern(new RegExp(want.content, 'mu'), [content])[0] ?? false;
    expect(matched, content === '' ? '是空的' : '内容还不是要的样子');
  }
  return misfits.length === 0
    ? met(`有 ${want.path}（${typeZh}）`)
    : unmet(`${want.path} ${misfits.join('，')}`);
};

/** Where the path breaks off is what a person looks for first. */
function nearest(path: string, parent: string | undefined): string {
  const folder = path.replace(/\/[^/]*$/, '') || '/';
  return parent === undefined || parent === folder ? '' : `，连 ${folder} 也没有`;
}
