import { z } from 'zod';

/** What a check may look at. Each field's `.describe()` also feeds the JSON Schema that editors use. */

export const nonEmpty = z.string().trim().min(1, '不能为空');

/** A regular expression in lab.yaml, compiled by everyone with the `u` flag: typos in escapes are then errors. */
export const patternSchema = nonEmpty.superRefine((source, ctx) => {
  try {
    new RegExp(source, 'u');
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: `不是正确的正则表达式：${(error as Error).message}` });
  }
});

const sizeSchema = z
  .string()
  .regex(/^\d+[bkmg]?$/, '写成 64m、1g 或字节数（加引号）这样')
  .describe('字节数，可以带 k、m、g');

/** Bytes for `512m`, `1g`, `'100'`. */
export function parseSize(size: string): number {
  const units: Record<string, number> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
  return Number.parseInt(size, 10) * (units[size.at(-1) ?? ''] ?? 1);
}

const count = z.number().int().nonnegative();

export const containerStateSchema = z.enum(['created', 'running', 'paused', 'restarting', 'exited', 'dead']);

export const portSchema = z
  .object({
    container: z.number().int().min(1).max(65_535).describe('容器里的端口'),
    host: z.number().int().min(1).max(65_535).optional().describe('宿主机的端口；不写则任意'),
    hostIp: nonEmpty.optional().describe('绑定的宿主机地址，如 127.0.0.1；不写则任意'),
    protocol: z.enum(['tcp', 'udp']).default('tcp').describe('协议'),
  })
  .strict();

export const mountSchema = z
  .object({
    target: nonEmpty.describe('容器里的路径'),
    type: z.enum(['volume', 'bind', 'tmpfs']).optional().describe('挂载的种类'),
    source: nonEmpty.optional().describe('数据卷的名字，或绑定挂载的宿主机路径'),
    readOnly: z.boolean().optional().describe('是否只读'),
  })
  .strict();

export const containerCheckSchema = z
  .object({
    image: nonEmpty
      .optional()
      .describe('容器所用的镜像名，如 hello-world 或 debian:trixie；不写标签时匹配任何标签'),
    name: nonEmpty.optional().describe('容器名'),
    state: containerStateSchema.optional().describe('容器现在的状态'),
    exitCode: z.number().int().optional().describe('退出码；没写 state 时，只看已经退出的容器'),
    oomKilled: z.boolean().optional().describe('是否因内存超限被杀'),
    ports: z.array(portSchema).min(1).optional().describe('发布的端口，每一项都要有'),
    env: z
      .record(z.string(), z.string().nullable())
      .optional()
      .describe('环境变量的值；写 null 表示不能有这个变量'),
    mounts: z.array(mountSchema).min(1).optional().describe('挂载，每一项都要有'),
    labels: z.record(z.string(), z.string()).optional().describe('标签（label）的值'),
    memory: sizeSchema.optional().describe('内存上限，如 64m'),
    pids: z.number().int().positive().optional().describe('进程数上限'),
    cpus: z.number().positive().optional().describe('CPU 上限'),
    restart: z
      .enum(['no', 'always', 'unless-stopped', 'on-failure'])
      .optional()
      .describe('重启策略（--restart）'),
    user: z.string().optional().describe('运行时的用户（--user 或 USER）'),
    workdir: z.string().optional().describe('工作目录'),
    hostname: z.string().optional().describe('主机名'),
    entrypoint: z.array(z.string()).optional().describe('入口程序，逐项相同；[] 表示没有'),
    command: z.array(z.string()).optional().describe('命令（CMD），逐项相同'),
    tty: z.boolean().optional().describe('创建时有没有 -t'),
    openStdin: z.boolean().optional().describe('创建时有没有 -i'),
    init: z.boolean().optional().describe('有没有 --init'),
    autoRemove: z.boolean().optional().describe('有没有 --rm'),
    privileged: z.boolean().optional().describe('是不是特权容器'),
    stopSignal: z.string().optional().describe('停止信号，如 SIGINT'),
    stopTimeout: z.number().int().optional().describe('停止的宽限时间，秒'),
    networks: z.array(nonEmpty).min(1).optional().describe('接入的网络，每一个都要有'),
    health: z.enum(['starting', 'healthy', 'unhealthy']).optional().describe('健康检查的状态'),
    count: count.optional().describe('满足以上条件的容器恰好有几个；不写则至少一个'),
  })
  .strict()
  .refine((c) => Object.keys(c).some((k) => k !== 'count'), '至少写一个条件，否则任何容器都算通过');

export const imageCheckSchema = z
  .object({
    ref: nonEmpty.describe('镜像名，如 hello-world、debian:trixie 或 名字@sha256:…；不写标签即 latest'),
    layers: z.number().int().positive().optional().describe('层数（RootFS.Layers）'),
    maxSize: sizeSchema.optional().describe('最多多大，如 20m'),
    minSize: sizeSchema.optional().describe('至少多大'),
    env: z.record(z.string(), z.string().nullable()).optional().describe('环境变量；null 表示不能有'),
    labels: z.record(z.string(), z.string()).optional().describe('标签（label）的值'),
    user: z.string().optional().describe('USER'),
    workdir: z.string().optional().describe('WORKDIR'),
    entrypoint: z.array(z.string()).optional().describe('ENTRYPOINT，逐项相同；[] 表示没有'),
    command: z.array(z.string()).optional().describe('CMD，逐项相同'),
    exposes: z.array(nonEmpty).optional().describe('EXPOSE 的端口，如 80/tcp'),
    history: patternSchema.optional().describe('正则表达式：构建历史里有一条匹配它'),
    hasDigest: z.boolean().optional().describe('有没有仓库给的摘要（RepoDigests）'),
    basedOn: nonEmpty
      .optional()
      .describe(
        '另一个镜像的名字：这个镜像是在它上面做出来的，它的层从底部起一层不差地都在里面；只给它多起一个名字不算',
      ),
    sameAs: nonEmpty.optional().describe('另一个镜像的名字：两个名字指向同一个镜像 ID'),
  })
  .strict();

export const networkCheckSchema = z
  .object({
    name: nonEmpty.describe('网络的名字'),
    driver: nonEmpty.optional().describe('驱动，如 bridge'),
    internal: z.boolean().optional().describe('是不是 --internal'),
    subnet: nonEmpty.optional().describe('子网，如 172.30.0.0/24'),
    labels: z.record(z.string(), z.string()).optional().describe('标签（label）的值'),
    containers: z.array(nonEmpty).optional().describe('接入它的容器，每一个都要在（容器要在运行）'),
  })
  .strict();

export const volumeCheckSchema = z
  .object({
    name: nonEmpty.optional().describe('数据卷的名字；不写则任意'),
    driver: nonEmpty.optional().describe('驱动，如 local'),
    anonymous: z.boolean().optional().describe('是不是匿名卷（名字是 64 个十六进制字符）'),
    labels: z.record(z.string(), z.string()).optional().describe('标签（label）的值'),
    count: count.optional().describe('满足条件的恰好有几个；不写则至少一个'),
  })
  .strict()
  .refine((c) => Object.keys(c).some((k) => k !== 'count'), '至少写一个条件，否则任何数据卷都算通过');

export const fileCheckSchema = z
  .object({
    path: nonEmpty.regex(/^\//, '写绝对路径').describe('实验机里的绝对路径；不跟随最后一级符号链接'),
    type: z
      .enum(['file', 'directory', 'symlink', 'char', 'block', 'socket', 'fifo'])
      .optional()
      .describe('种类'),
    owner: nonEmpty.optional().describe('属主，名字或数字'),
    group: nonEmpty.optional().describe('属组，名字或数字'),
    mode: z
      .string()
      .regex(/^[0-7]{3,4}$/, "八进制，加引号，如 '0644'")
      .optional()
      .describe("权限，八进制，如 '0644'"),
    content: patternSchema.optional().describe('正则表达式：文件内容里有一处匹配它（前 64 KiB）'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, '64 个小写十六进制字符')
      .optional()
      .describe('内容的 SHA-256'),
    minSize: sizeSchema.optional().describe('至少多大'),
    maxSize: sizeSchema.optional().describe('至多多大'),
    target: nonEmpty.optional().describe('符号链接指向哪里'),
    device: z
      .string()
      .regex(/^\d+,\d+$/, "主设备号和次设备号，如 '0,0'")
      .optional()
      .describe("设备号，如 '0,0'"),
    xattrs: z.record(z.string(), z.string()).optional().describe('扩展属性的值'),
  })
  .strict();

export const serviceCheckSchema = z
  .object({
    name: nonEmpty.describe('systemd 单元，如 docker 或 docker.socket'),
    active: z.enum(['active', 'inactive', 'failed']).optional().describe('现在是不是在运行'),
    enabled: z.enum(['enabled', 'disabled', 'masked', 'static']).optional().describe('会不会开机自启'),
  })
  .strict()
  .refine((c) => c.active !== undefined || c.enabled !== undefined, 'active 和 enabled 至少写一个');

const namespaceSchema = z.enum(['own', 'machine']);

export const processCheckSchema = z
  .object({
    command: patternSchema.optional().describe('正则表达式：整条命令行（参数以空格相连）里有一处匹配它'),
    name: nonEmpty.optional().describe('进程名（/proc/PID/comm）'),
    uid: count.optional().describe('用户号'),
    ancestors: z
      .array(nonEmpty)
      .optional()
      .describe('祖先进程的名字，从近到远，中间可以隔着别的；如 [containerd-shim, systemd]'),
    notAncestors: z.array(nonEmpty).optional().describe('不能是它祖先的进程名'),
    namespaces: z
      .partialRecord(z.enum(['pid', 'net', 'mnt', 'uts', 'ipc', 'user', 'cgroup']), namespaceSchema)
      .optional()
      .describe('每种 namespace：own 是自己的，machine 是和实验机共用的'),
    cgroup: patternSchema.optional().describe('正则表达式：/proc/PID/cgroup 里有一处匹配它'),
    count: count.optional().describe('满足条件的恰好有几个；不写则至少一个'),
  })
  .strict()
  .refine((c) => Object.keys(c).some((k) => k !== 'count'), '至少写一个条件，否则任何进程都算通过');

export const commandCheckSchema = z
  .object({
    matches: patternSchema.describe('正则表达式（JavaScript，带 u 标志），要匹配整条命令；首尾空白已去掉'),
    exitCode: z.number().int().nullable().default(0).describe('命令的退出码；写 null 表示不论'),
    since: z
      .enum(['step', 'lab'])
      .default('step')
      .describe('从什么时候算起：step 是这一步开始时，lab 是实验开始时'),
  })
  .strict();

const eventMomentSchema = z
  .object({
    action: nonEmpty.describe('动作，如 create、start、kill、die、pause、rename、exec_create'),
    attributes: z
      .record(z.string(), z.string())
      .optional()
      .describe("事件的属性，如 { signal: '15' } 或 { exitCode: '137' }；值都是文字，数字要加引号"),
  })
  .strict();

export const eventCheckSchema = z
  .object({
    type: z
      .enum(['container', 'image', 'network', 'volume', 'daemon'])
      .default('container')
      .describe('什么东西的事件'),
    name: nonEmpty.optional().describe('容器、网络或数据卷的名字'),
    image: nonEmpty.optional().describe('容器事件：容器所用的镜像'),
    sequence: z.array(eventMomentSchema).min(1).describe('在同一个东西上依次发生的事，中间可以隔着别的'),
    count: z.number().int().positive().optional().describe('整个序列至少完整发生几次（默认 1）'),
    since: z.enum(['step', 'lab']).default('step').describe('从什么时候算起'),
  })
  .strict();

export const execCheckSchema = z
  .object({
    script: nonEmpty.describe('在实验机里以 root 运行的 bash 脚本；退出码 0 即通过'),
    exitCode: z.number().int().default(0).describe('要求的退出码'),
    stdout: patternSchema.optional().describe('正则表达式，还要求标准输出里有一处匹配它'),
    timeoutMs: z
      .number()
      .int()
      .positive()
      .max(30_000)
      .default(5_000)
      .describe('超过这么久算“没能查到”，不算错'),
  })
  .strict();

export const answerCheckSchema = z
  .object({
    id: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '只用小写字母、数字和连字符')
      .describe('这一问的编号，在一个步骤里不重复'),
    ask: nonEmpty.describe('问学员什么；显示在输入框上'),
    placeholder: nonEmpty.optional().describe('输入框里的灰字，说明写成什么样'),
    choices: z.array(nonEmpty).min(2).optional().describe('选择题的选项；写了就不是填空'),
    truth: nonEmpty
      .optional()
      .describe('在实验机里运行的 bash 脚本，标准输出就是答案；多行时任何一行都算对（list 除外）'),
    is: z
      .union([nonEmpty, z.array(nonEmpty).min(1)])
      .optional()
      .describe('固定的答案；写列表则任何一个都算对（list 除外）'),
    as: z
      .enum(['text', 'hex', 'number', 'list'])
      .default('text')
      .describe(
        'text：忽略首尾空白、全角半角和大小写；hex：还忽略 sha256: 前缀，写前 12 位以上即可；number：忽略千分位和单位；list：每行或逗号隔开一项，不计次序',
      ),
    tolerance: z.number().nonnegative().max(1).default(0).describe('number 的相对误差，如 0.05'),
  })
  .strict()
  .refine((a) => (a.truth === undefined) !== (a.is === undefined), 'truth 和 is 恰好写一个');

/** Fields of a condition that look at one thing. */
const kinds = {
  container: containerCheckSchema.optional().describe('有一个容器满足全部条件'),
  noContainer: containerCheckSchema.optional().describe('没有任何容器满足这些条件'),
  image: imageCheckSchema.optional().describe('本机有这个镜像'),
  noImage: imageCheckSchema.optional().describe('本机没有这样的镜像'),
  network: networkCheckSchema.optional().describe('有这样的网络'),
  volume: volumeCheckSchema.optional().describe('有这样的数据卷'),
  file: fileCheckSchema.optional().describe('实验机里有这样的文件'),
  service: serviceCheckSchema.optional().describe('systemd 服务的状态'),
  process: processCheckSchema.optional().describe('实验机里有这样的进程'),
  exec: execCheckSchema.optional().describe('在实验机里运行的脚本'),
  answer: answerCheckSchema.optional().describe('学员在页面上填的答案，与此刻实验机里的真值比较'),
  event: eventCheckSchema.optional().describe('守护进程里发生过的事'),
  command: commandCheckSchema.optional().describe('学员在终端里运行过的命令；只用于不留下状态的命令'),
};

type Leaves = z.infer<z.ZodObject<typeof kinds, z.core.$strict>>;

/** A condition as written; `all`, `any` and `not` hold further ones. */
export interface Condition extends Leaves {
  readonly all?: readonly Condition[] | undefined;
  readonly any?: readonly Condition[] | undefined;
  readonly not?: Condition | undefined;
}

// Annotated, or TypeScript would look for the type of a schema inside that schema.
const nested: z.ZodType<Condition> = z.lazy(() => conditionSchema);

export const conditionSchema = z
  .object({
    ...kinds,
    all: z.array(nested).min(1).optional().describe('全部成立'),
    any: z.array(nested).min(1).optional().describe('至少一个成立'),
    not: nested.optional().describe('不成立'),
  })
  .strict();

/** Every key that a condition may have. */
export const CONDITION_KINDS = [...Object.keys(kinds), 'all', 'any', 'not'] as readonly (keyof Condition)[];

/** Kinds that look at what happened, not at what is: `mode: edge` would say nothing about them. */
const HAPPENINGS: readonly (keyof Condition)[] = ['event', 'command'];

export const writtenKinds = (condition: Condition): (keyof Condition)[] =>
  CONDITION_KINDS.filter((kind) => condition[kind] !== undefined);

/** The condition itself and all that it holds, outermost first. */
export function* nestedConditions(condition: Condition): Generator<Condition> {
  yield condition;
  const inner = [
    ...(condition.all ?? []),
    ...(condition.any ?? []),
    ...(condition.not ? [condition.not] : []),
  ];
  for (const each of inner) yield* nestedConditions(each);
}

export const checkSchema = conditionSchema
  .extend({
    fail: nonEmpty.describe('没通过时对学员说的话；引擎会在后面补上观察到的值'),
    mode: z
      .enum(['level', 'edge'])
      .default('level')
      .describe('level：现在要成立；edge：这一步开始以后成立过一次就算'),
  })
  .strict()
  .superRefine((check, ctx) => {
    if (writtenKinds(check).length !== 1) {
      ctx.addIssue({ code: 'custom', message: `一个检查里恰好写一种：${CONDITION_KINDS.join('、')}` });
    }
    if (check.mode === 'edge' && HAPPENINGS.some((kind) => check[kind] !== undefined)) {
      const message = 'event 和 command 看的本来就是发生过的事，不要写 mode: edge';
      ctx.addIssue({ code: 'custom', path: ['mode'], message });
    }
    for (const nested of nestedConditions(check)) {
      if (nested !== check && nested.answer) {
        const message = 'answer 要单独成为一个检查，不能写在 all、any、not 里：学员要知道是哪一问错了';
        ctx.addIssue({ code: 'custom', message });
      }
    }
  });
export type Check = z.infer<typeof checkSchema>;
