import { z } from 'zod';
import { checkSchema, conditionSchema, nonEmpty, parseSize, writtenKinds } from './conditions.ts';

/** lab.yaml, format 1. Each field's `.describe()` also feeds the JSON Schema that editors use. */

const idSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '只用小写字母、数字和连字符，例如 run-hello');

export const misconceptionSchema = z
  .object({
    when: conditionSchema
      .refine((c) => writtenKinds(c).length > 0, '至少写一个条件，否则每次没通过都会说这句话')
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
    show: z
      .record(idSchema, nonEmpty)
      .optional()
      .describe('通过以后从实验机里读出来给页面画的值：编号 → 输出它的 bash 脚本；页面把它当作任意文字'),
    explain: nonEmpty.optional().describe('看答案时，参考解法下面的解释'),
  })
  .strict()
  .superRefine(({ checks }, ctx) => {
    const answers = checks.flatMap(({ answer }, index) => (answer ? [{ id: answer.id, index }] : []));
    for (const { id, index } of answers) {
      if (answers.find((other) => other.id === id)?.index === index) continue;
      const path = ['checks', index, 'answer', 'id'];
      ctx.addIssue({ code: 'custom', path, message: `这一步前面已经有一问叫 ${id}；换一个编号` });
    }
  });
export type Step = z.infer<typeof stepSchema>;

/** `docker`: Docker runs already. `bare`: Docker is not installed; its packages lie in the machine, for apt. */
export const flavourSchema = z.enum(['docker', 'bare']);
export type Flavour = z.infer<typeof flavourSchema>;

const machineSchema = z
  .object({
    flavour: flavourSchema
      .default('docker')
      .describe('docker：装好并运行着 Docker；bare：还没有装 Docker，软件包在机器里'),
    memory: z
      .string()
      .regex(/^\d+[mg]$/, '写成 512m 或 1g 这样')
      .default('1g')
      .describe('实验机内存'),
    cpus: z.number().positive().max(8).default(1).describe('实验机可用的 CPU 数'),
    images: z.array(nonEmpty).default([]).describe('第一个提示符出现前就拉进实验机的镜像'),
    later: z
      .array(nonEmpty)
      .default([])
      .describe('第一个提示符出现后在后台拉取的镜像：大的放这里，学员读课文时就到了'),
  })
  .strict();

export const labSchema = z
  .object({
    format: z.literal(1).describe('格式版本，现在是 1'),
    title: nonEmpty.describe('实验标题'),
    minutes: z.number().int().positive().max(240).optional().describe('做完大约要几分钟'),
    machine: machineSchema.default(machineSchema.parse({})).describe('实验机的规格'),
    steps: z.array(stepSchema).min(1, '至少要有一个步骤'),
  })
  .strict()
  .superRefine(({ steps, machine }, ctx) => {
    for (const [index, { id }] of steps.entries()) {
      if (steps.findIndex((step) => step.id === id) === index) continue;
      ctx.addIssue({
        code: 'custom',
        path: ['steps', index, 'id'],
        message: `前面已经有步骤 ${id}；换一个编号`,
      });
    }
    for (const list of ['images', 'later'] as const) {
      if (machine.flavour !== 'bare' || machine[list].length === 0) continue;
      const message = '还没有装 Docker 的实验机（flavour: bare）拉不了镜像';
      ctx.addIssue({ code: 'custom', path: ['machine', list], message });
    }
  });
export type LabDefinition = z.infer<typeof labSchema>;

/** A question of a step, without its answer. */
export interface PublicQuestion {
  readonly id: string;
  /** Index of its check: a failed verdict names that, and the page then knows which question is meant. */
  readonly check: number;
  readonly ask: string;
  readonly placeholder?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  /** Several lines are expected. */
  readonly multiline: boolean;
}

export interface PublicStep {
  readonly id: string;
  readonly title: string;
  readonly hints: readonly string[];
  readonly questions: readonly PublicQuestion[];
}

/** What the page may know of a lab: never checks, answers or solutions. */
export interface PublicLab {
  readonly id: string;
  readonly title: string;
  readonly minutes?: number | undefined;
  readonly steps: readonly PublicStep[];
}

export function toPublicLab(id: string, { title, minutes, steps }: LabDefinition): PublicLab {
  return { id, title, minutes, steps: steps.map(toPublicStep) };
}

function toPublicStep({ id, title, hints, checks }: Step): PublicStep {
  const questions = checks.flatMap(({ answer }, check): PublicQuestion[] => {
    if (!answer) return [];
    const { id, ask, placeholder, choices, as } = answer;
    return [{ id, check, ask, placeholder, choices, multiline: as === 'list' }];
  });
  return { id, title, hints, questions };
}

/** Bytes for `512m` / `1g`. */
export const parseMemory = parseSize;
