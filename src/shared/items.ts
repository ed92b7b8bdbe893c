import { z } from 'zod';

/** The statements of the 2020 source text, numbered as they come in it: each is taught, and corrected where it must be. */
export const FIRST_ITEM = 1;
export const LAST_ITEM = 162;

export const ITEM_VERDICTS = ['right', 'imprecise', 'outdated', 'wrong', 'missing'] as const;
export type ItemVerdict = (typeof ITEM_VERDICTS)[number];

const text = z.string().trim().min(1, '不能为空');

export const itemSchema = z
  .object({
    item: z.number().int().min(FIRST_ITEM).max(LAST_ITEM).describe('原文里第几个说法'),
    source: text.describe('用自己的话转述原文的说法'),
    verdict: z
      .enum(ITEM_VERDICTS)
      .describe('right 正确、imprecise 不完整、outdated 过时、wrong 错误、missing 原文空缺'),
    correct: text.describe('更正或补充'),
    anchor: z
      .string()
      .regex(
        /^[a-z0-9-]+\/[a-z0-9-]+#[a-z0-9-]+$/,
        '写成 <章>/<课>#<标题的编号>，例如 ch2-linux-containers/lxc#one-project',
      )
      .describe('在哪一课的哪一节讲'),
    prove: text.optional().describe('一条可以在实验机里运行、看出对错的命令'),
  })
  .strict();
export type Item = z.infer<typeof itemSchema>;

export const itemsSchema = z.array(itemSchema).min(1, '至少要有一条');
