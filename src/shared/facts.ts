import { z } from 'zod';

const text = z.string().trim().min(1, '不能为空');

/** What perishes: versions, mirrors, limits. Kept in one dated file, so that no lesson is quietly out of date. */
export const factSchema = z
  .object({
    id: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, '只用小写字母、数字和连字符')
      .describe('课文用 <Fact id="…" /> 引用它'),
    topic: text.describe('归在哪一类下'),
    what: text.describe('这是什么'),
    value: text.describe('它的值，课文里直接显示'),
    source: text.describe('出处：文档的名字'),
    url: z.url('写一个网址').optional().describe('出处的网址'),
    asOf: z
      .string()
      .regex(/^\d{4}-\d{2}(-\d{2})?$/, '写成 2026-11 或 2026-11-24，加引号')
      .describe('这个说法在什么时候成立'),
    checked: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, '写成 2026-11-24，加引号')
      .describe('最近一次核对的日期'),
    note: text.optional().describe('核对时看到的限制，例如没能看到原页面'),
  })
  .strict();
export type Fact = z.infer<typeof factSchema>;

export const factsSchema = z.array(factSchema).superRefine((facts, ctx) => {
  for (const [index, { id }] of facts.entries()) {
    if (facts.findIndex((fact) => fact.id === id) === index) continue;
    ctx.addIssue({ code: 'custom', path: [index, 'id'], message: `前面已经有 ${id}；换一个编号` });
  }
});
