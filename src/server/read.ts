import type { z } from 'zod';
import { UserError } from '../shared/errors.ts';

/** The body of a request as the schema has it. Throws UserError where it isn't. */
export function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new UserError('请求的内容不对。', '刷新页面再试。');
}
