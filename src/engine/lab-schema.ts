/**
 * The lab format as others read it: a JSON Schema for editors, and a page of all checks for authors. Both are files of
 * the checkout, held up to date by a test. Knows nothing about where they are written to.
 */
import { z } from 'zod';
import { labSchema } from '../shared/lab.ts';

export { checksPage } from './lab-schema/checks-page.ts';

/** Draft 7: what the editors' YAML language server knows best. */
export function labJsonSchema(): string {
  const schema = z.toJSONSchema(labSchema, {
    target: 'draft-7',
    io: 'input',
    reused: 'ref',
    override: withoutSafeIntegers,
  });
  return `${JSON.stringify({ ...schema, title: '码头的实验（lab.yaml）' }, null, 2)}\n`;
}

/** Every integer has these bounds in JavaScript; to an author they say nothing. */
function withoutSafeIntegers({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
