import { z } from 'zod';

const text = z.string().trim().min(1, '不能为空');

/** A word of the course: what it means, in one sentence, and the lesson that teaches it. */
export const termSchema = z
  .object({
    term: text.describe('课文里用的词'),
    also: text.optional().describe('英文；课文本来就用英文的，写通行的中文译名'),
    group: z
      .string()
      .regex(/^[A-Z]$/, '一个大写字母')
      .optional()
      .describe('归在哪个字母下；多音字算错了才写'),
    say: text.max(90, '一句话说完，最多 90 个字').describe('是什么，一句话'),
    anchor: z
      .string()
      .regex(
        /^[a-z0-9-]+\/[a-z0-9-]+#[a-z0-9-]+$/,
        '写成 <章>/<课>#<标题的编号>，例如 ch2-linux-containers/lxc#history',
      )
      .describe('在哪一课的哪一节讲'),
  })
  .strict();
export type Term = z.infer<typeof termSchema>;

export const glossarySchema = z
  .array(termSchema)
  .min(1, '至少要有一个词')
  .superRefine((terms, ctx) => {
    for (const [index, { term }] of terms.entries()) {
      if (terms.findIndex((each) => each.term === term) === index) continue;
      ctx.addIssue({ code: 'custom', path: [index, 'term'], message: `前面已经有“${term}”；删去其中一处` });
    }
  });

export interface ShownTerm extends Term {
  /** The title of the lesson that teaches it; its anchor where there is no such lesson. */
  readonly lesson: string;
}

/** The terms under one letter of the Latin alphabet. */
export interface TermGroup {
  readonly letter: string;
  readonly terms: readonly ShownTerm[];
}
