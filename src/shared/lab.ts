import { z } from 'zod';

/** lab.yaml, format 1. Each field's `.describe()` also feeds the JSON Schema that editors use. */

const idSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '只用小写字母、数字和连字符，例如 run-hello');

const nonEmpty = z.string().trim().min(1, '不能为空');

/** A regular expression in lab.yaml, compiled by everyone with the `u` flag: typos in escapes are then errors. */
const patternSchema = nonEmpty.superRefine((source, ctx) => {
  try {
    new RegExp(source, 'u');
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: `不是正确的正则表达式：${(error as Error).message}` });
  }
});

export const containerStateSchema = z.enum(['created', 'running', 'paused', 'restarting', 'exited', 'dead']);

export const containerCheckSchema = z
  .object({
    image: nonEmpty
      .optional()
      .describe('容器所用的镜像名，如 hello-world 或 debian:trixie；不写标签时匹配任何标签'),
    name: nonEmpty.optional().describe('容器名'),
    state: containerStateSchema.optional().describe('容器现在的状态'),
    exitCode: z.number().int().optional().describe('退出码；没写 state 时，只看已经退出的容器'),
  })
  .strict()
  .refine((c) => Object.keys(c).length > 0, '至少写一个条件，否则任何容器都算通过');

export const imageCheckSchema = z
  .object({ ref: nonEmpty.describe('镜像名，如 hello-world 或 debian:trixie；不写标签即 latest') })
  .strict();

export const commandCheckSchema = z
  .object({
    matches: patternSchema.describe('正则表达式（JavaScript，带 u 标志），要匹配整条命令；首尾空白已去掉'),
    exitCode: z.number().int().default(0).describe('命令的退出码'),
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

/** Exactly one kind of check in an object. */
export const conditionSchema = z
  .object({
    container: containerCheckSchema.optional().describe('有一个容器满足全部条件'),
    noContainer: containerCheckSchema.optional().describe('没有任何容器满足这些条件'),
    image: imageCheckSchema.optional().describe('本机有这个镜像'),
    noImage: imageCheckSchema.optional().describe('本机没有这个镜像'),
    command: commandCheckSchema.optional().describe('学员在终端里成功运行过的命令；只用于不留下状态的命令'),
    exec: execCheckSchema.optional().describe('在实验机里运行的脚本'),
  })
  .strict();
export type Condition = z.infer<typeof conditionSchema>;

/** Every kind of check there is. */
export const CONDITION_KINDS = Object.keys(conditionSchema.shape) as (keyof Condition)[];

export const checkSchema = conditionSchema
  .extend({ fail: nonEmpty.describe('没通过时对学员说的话；引擎会在后面补上观察到的值') })
  .strict()
  .refine((c) => CONDITION_KINDS.filter((k) => c[k] !== undefined).length === 1, {
    message: `一个检查里恰好写一种：${CONDITION_KINDS.join('、')}`,
  });
export type Check = z.infer<typeof checkSchema>;

export const misconceptionSchema = z
  .object({
    when: conditionSchema
      .refine((c) => Object.keys(c).length > 0, '至少写一个条件，否则每次没通过都会说这句话')
      .describe('认出这个误解的条件；写几个就要几个同时成立'),
    say: nonEmpty.describe('告诉学员刚才到底发生了什么'),
  })
  .strict();

export const stepSchema = z
  .object({
    id: idSchema.describe('步骤的编号，一经发布不再改'),
    title: nonEmpty.describe('步骤标题'),
    checks: z.array(checkSchema).min(1, '至少要有一个检查').describe('全部通过才算完成'),
    hints: z.array(nonEmpty).min(1, '至少要有一条提示').describe('一条比一条具体的提示'),
    misconceptions: z.array(misconceptionSchema).default([]).describe('常见的误解，以及该说什么'),
  })
  .strict();
export type Step = z.infer<typeof stepSchema>;

export const labSchema = z
  .object({
    format: z.literal(1).describe('格式版本，现在是 1'),
    title: nonEmpty.describe('实验标题'),
    machine: z
      .object({
        memory: z
          .string()
          .regex(/^\d+[mg]$/, '写成 512m 或 1g 这样')
          .default('1g')
          .describe('实验机内存'),
        cpus: z.number().positive().max(8).default(1).describe('实验机可用的 CPU 数'),
        images: z.array(nonEmpty).default([]).describe('第一个提示符出现前就拉进实验机的镜像'),
      })
      .strict()
      .default({ memory: '1g', cpus: 1, images: [] })
      .describe('实验机的规格'),
    steps: z.array(stepSchema).min(1, '至少要有一个步骤'),
  })
  .strict()
  .superRefine(({ steps }, ctx) => {
    for (const [index, { id }] of steps.entries()) {
      if (steps.findIndex((step) => step.id === id) === index) continue;
      ctx.addIssue({
        code: 'custom',
        path: ['steps', index, 'id'],
        message: `前面已经有步骤 ${id}；换一个编号`,
      });
    }
  });
export type LabDefinition = z.infer<typeof labSchema>;

/** What the page may know of a lab: never checks, answers or solutions. */
export interface PublicLab {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly hints: readonly string[];
  }[];
}

export function toPublicLab(id: string, lab: LabDefinition): PublicLab {
  return { id, title: lab.title, steps: lab.steps.map(({ id, title, hints }) => ({ id, title, hints })) };
}

/** Bytes for `512m` / `1g`. */
export function parseMemory(memory: string): number {
  const unit = memory.endsWith('g') ? 1024 ** 3 : 1024 ** 2;
  return Number(memory.slice(0, -1)) * unit;
}
