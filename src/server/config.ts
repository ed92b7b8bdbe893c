import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../shared/errors.ts';

/** The only reader of process.env. An option given on the command line wins over the environment. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Everything that outlives a run: engine, images, progress, logs. */
  readonly home: string;
  readonly warm: number;
  readonly idleMinutes: number;
  /** What one machine may write. It takes from the host's disk only what it has written. */
  readonly diskGib: number;
  readonly logLevel: string;
  /** `auto`: the project's own engine where it can be, else the user's Docker. */
  readonly engine: 'auto' | 'own' | 'shared';
  /** `--class`: open to the network, for classes; a browser has to join one before it gets a machine. */
  readonly classroom: boolean;
  /** At most this many machines; undefined: as many as memory allows. Of a classroom only. */
  readonly machines: number | undefined;
  readonly tls: 'self' | undefined;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** Where the user's Docker listens, as the docker command would find it. */
  readonly dockerHost: string | undefined;
  /** Base address of a Debian mirror, where this machine's apt has none. */
  readonly debianMirror: string | undefined;
  /** Whoever brings it may read /metrics and the reasons of /healthz; without one, only this machine itself may. */
  readonly metricsToken: string | undefined;
}

export interface CliOptions {
  readonly host?: string;
  readonly port?: string;
  readonly home?: string;
  readonly warm?: string;
  readonly engine?: string;
  readonly class?: boolean;
  readonly machines?: string;
  readonly tls?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** The first to press 启动 find one ready; more are made ready as learners come in. */
const CLASS_WARM = 4;

const integer = (what: string, min: number, max: number) =>
  z.coerce
    .number({ error: `${what}要是整数` })
    .int(`${what}要是整数`)
    .min(min, `${what}最小是 ${min}`)
    .max(max, `${what}最大是 ${max}`);

const schema = z.object({
  host: z.string().min(1).optional(),
  port: integer('端口（--port 或 MATOU_PORT）', 0, 65_535).default(3030),
  home: z.string().min(1),
  warm: integer('预热数（--warm 或 MATOU_WARM）', 0, 300).optional(),
  idleMinutes: integer('闲置分钟数（MATOU_IDLE_MINUTES）', 1, 24 * 60).default(60),
  diskGib: integer('实验机的磁盘（MATOU_MACHINE_DISK_GIB）', 2, 1024).default(8),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  engine: z
    .enum(['auto', 'own', 'shared'], { error: '引擎（--engine 或 MATOU_ENGINE）只能是 auto、own 或 shared' })
    .default('auto'),
  classroom: z.boolean(),
  machines: integer('实验机台数（--machines 或 MATOU_MACHINES）', 1, 300).optional(),
  tls: z.literal('self', { error: '--tls 只能是 self；有自己的证书就用 --tls-cert 和 --tls-key' }).optional(),
  tlsCert: z.string().min(1).optional(),
  tlsKey: z.string().min(1).optional(),
  dockerHost: z.string().optional(),
  debianMirror: z.url('MATOU_DEBIAN_MIRROR 要是一个网址').optional(),
  metricsToken: z.string().min(16, 'MATOU_METRICS_TOKEN 至少要 16 个字符').optional(),
});

/** Throws UserError that names the option. */
export function readConfig(options: CliOptions = {}, env: NodeJS.ProcessEnv = process.env): Config {
  const given = schema.safeParse({
    host: options.host ?? env['MATOU_HOST'],
    port: options.port ?? env['MATOU_PORT'],
    home: options.home ?? env['MATOU_HOME'] ?? defaultHome(env),
    warm: options.warm ?? env['MATOU_WARM'],
    idleMinutes: env['MATOU_IDLE_MINUTES'],
    diskGib: env['MATOU_MACHINE_DISK_GIB'],
    logLevel: env['MATOU_LOG_LEVEL'],
    engine: options.engine ?? env['MATOU_ENGINE'],
    classroom: options.class ?? (env['MATOU_CLASS'] ?? '') !== '',
    machines: options.machines ?? env['MATOU_MACHINES'],
    tls: options.tls,
    tlsCert: options.tlsCert ?? env['MATOU_TLS_CERT'],
    tlsKey: options.tlsKey ?? env['MATOU_TLS_KEY'],
    dockerHost: env['DOCKER_HOST'],
    debianMirror: env['MATOU_DEBIAN_MIRROR'],
    metricsToken: env['MATOU_METRICS_TOKEN'],
  });
  if (!given.success) {
    throw new UserError(
      given.error.issues.map((issue) => issue.message).join('；'),
      '用 npm start -- --help 看全部选项。',
    );
  }
  const { classroom, tlsCert, tlsKey, machines, tls, dockerHost, debianMirror, metricsToken } = given.data;
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new UserError('证书和私钥要一起给。', '同时写 --tls-cert 和 --tls-key。');
  if (tls !== undefined && tlsCert !== undefined)
    throw new UserError(
      '自签的证书和你自己的证书只能用一个。',
      '去掉 --tls self，或者去掉 --tls-cert 和 --tls-key。',
    );
  if (!classroom && (tls ?? tlsCert ?? machines) !== undefined)
    throw new UserError(
      '--machines、--tls、--tls-cert 和 --tls-key 只用于上课。',
      '加上 --class，或者去掉它们。',
    );
  return {
    ...given.data,
    host: given.data.host ?? (classroom ? '0.0.0.0' : '127.0.0.1'),
    warm: given.data.warm ?? (classroom ? CLASS_WARM : 1),
    home: resolve(given.data.home),
    machines,
    tls,
    tlsCert,
    tlsKey,
    dockerHost,
    debianMirror,
    metricsToken,
  };
}

function defaultHome(env: NodeJS.ProcessEnv): string {
  if (process.getuid?.() === 0) return '/var/lib/matou';
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'matou');
}

/** Under sudo, cron or su, root's PATH may lack the folders in which dockerd's helpers and iptables are. */
export function completePath(env: NodeJS.ProcessEnv = process.env): void {
  const dirs = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const missing = ['/usr/local/sbin', '/usr/sbin', '/sbin'].filter((dir) => !dirs.includes(dir));
  env['PATH'] = [...dirs, ...missing].join(delimiter);
}

/** Where the tests keep their engines and images between runs, outside the checkout. */
export const testHome = (env: NodeJS.ProcessEnv = process.env): string =>
  resolve(env['MATOU_TEST_HOME'] ?? '/var/tmp/matou-test');

/** `npm start` and not the program itself: npm passes no SIGTERM on, it just goes. */
export const startedByNpm = (env: NodeJS.ProcessEnv = process.env): boolean =>
  env['npm_lifecycle_event'] !== undefined;

/** Continuous integration says so by itself; there nobody can answer a question. */
export const inCi = (env: NodeJS.ProcessEnv = process.env): boolean => env['CI'] !== undefined;
