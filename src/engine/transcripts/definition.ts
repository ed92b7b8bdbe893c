import { z } from 'zod';
import { labSchema } from '../../shared/lab.ts';
import { readYaml } from '../yaml-file.ts';
import type { ReadDefinition } from '../yaml-file.ts';

/** <lesson>.console.yaml. */

const idSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '只用小写字母、数字和连字符，例如 run-hello');
const nonEmpty = z.string().refine((text) => text.trim() !== '', '不能为空');

const maskSchema = nonEmpty.superRefine((source, ctx) => {
  try {
    if (!new RegExp(source, 'u').test('')) return;
    ctx.addIssue({ code: 'custom', message: '它连空的文字也匹配，会遮住一切；写得具体些，例如 \\d+' });
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: `不是正确的正则表达式：${(error as Error).message}` });
  }
});

export const blockSchema = z
  .object({
    id: idSchema.describe('这一段的编号，课文里写 <Console id="…" />'),
    run: nonEmpty.describe('要敲的命令，一行一条；here-document、循环可以跨行'),
    input: z
      .array(nonEmpty)
      .min(1, '至少写一行；不需要就删去 input')
      .optional()
      .describe('敲给最后一条命令所启动的程序的行；^C、^D、^P^Q 这样的项是控制键，不带回车'),
    hidden: z.boolean().default(false).describe('只运行，不显示：准备工作'),
    exitCode: z.number().int().min(0).max(255).default(0).describe('最后一条命令的退出码；前面的都要是 0'),
    timeout: z.number().int().positive().max(1800).default(120).describe('每条命令最多等几秒'),
    mask: z
      .array(maskSchema)
      .default([])
      .describe('每次运行都不同的部分：正则表达式（JavaScript，带 u 标志）'),
    unstable: z.boolean().default(false).describe('显示录下来的输出，但不再比较；要写明 why'),
    why: nonEmpty.optional().describe('为什么这一段没法比较'),
    lines: z
      .object({
        head: z.number().int().min(1).describe('开头留几行'),
        tail: z.number().int().min(0).default(0).describe('结尾留几行'),
      })
      .strict()
      .optional()
      .describe('输出太长时只显示（也只比较）开头和结尾，中间是 …'),
  })
  .strict()
  .superRefine((block, ctx) => {
    const issue = (key: string, message: string) => ctx.addIssue({ code: 'custom', path: [key], message });
    if (block.unstable && block.why === undefined)
      issue('unstable', '写上 why：为什么这一段没法比较。能用 mask 遮住的，就不要写 unstable');
    if (!block.unstable && block.why !== undefined) issue('why', 'why 只和 unstable: true 一起写');
    if (!block.hidden) return;
    for (const key of ['mask', 'lines', 'unstable'] as const) {
      const value = block[key];
      const written = Array.isArray(value) ? value.length > 0 : Boolean(value);
      if (written) issue(key, `hidden 的一段不显示也不比较，不需要 ${key}；删去一个`);
    }
  });
export type BlockDefinition = z.infer<typeof blockSchema>;

/** Without its default: whether it was written has to be seen. */
export const machineSchema = labSchema.shape.machine.unwrap();

export const transcriptSchema = z
  .object({
    lab: nonEmpty.optional().describe('用这个实验的实验机（规格、镜像和 files/），例如 ch4/hello-world'),
    machine: machineSchema.optional().describe('实验机的规格，写法同 lab.yaml'),
    blocks: z.array(blockSchema).min(1, '至少要有一段').describe('按顺序在同一台新的实验机里运行的各段'),
  })
  .strict()
  .superRefine(({ lab, machine, blocks }, ctx) => {
    if (lab !== undefined && machine !== undefined) {
      const message = 'lab 和 machine 只写一个：写了 lab，就用那个实验的实验机';
      ctx.addIssue({ code: 'custom', path: ['machine'], message });
    }
    for (const [index, { id }] of blocks.entries()) {
      if (blocks.findIndex((block) => block.id === id) === index) continue;
      const message = `前面已经有一段叫 ${id}；换一个编号`;
      ctx.addIssue({ code: 'custom', path: ['blocks', index, 'id'], message });
    }
  });
export type TranscriptDefinition = z.infer<typeof transcriptSchema>;

export const readTranscriptDefinition = (file: string, text: string): ReadDefinition<TranscriptDefinition> =>
  readYaml(file, text, transcriptSchema);
