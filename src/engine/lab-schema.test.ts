import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkSchema, CONDITION_KINDS, writtenKinds } from '../shared/conditions.ts';
import { checksPage, labJsonSchema } from './lab-schema.ts';
import { EXAMPLES } from './lab-schema/examples.ts';

const AGAIN = '运行 npm run lab -- schema，再提交';

describe('files made from the format of labs are up to date', () => {
  test.each([
    ['labs/lab.schema.json', labJsonSchema],
    ['docs/authors/checks.mdx', checksPage],
  ])('%s', (file, make) => {
    expect(readFileSync(file, 'utf8') === make(), AGAIN).toBe(true);
  });
});

describe('the JSON Schema', () => {
  // Read back by zod: what an editor would make of the file.
  const schema = z.fromJSONSchema(JSON.parse(labJsonSchema()) as Parameters<typeof z.fromJSONSchema>[0]);
  const lab = () =>
    parse(readFileSync('labs/ch4/hello-world/lab.yaml', 'utf8')) as {
      steps: { checks: object[]; hints: unknown[] }[];
    };

  test('accepts the labs of the course', () => {
    expect(schema.safeParse(lab()).success).toBe(true);
  });

  test.each([
    ['an unknown kind', { containers: {}, fail: 'x' }],
    ['an unknown field', { container: { exitcode: 0 }, fail: 'x' }],
    ['a wrong value', { container: { state: 'stopped' }, fail: 'x' }],
    ['no text for the failure', { container: { name: 'web' } }],
    ['a wrong one inside', { any: [{ not: { file: {} } }], fail: 'x' }],
  ])('refuses %s', (_what, check) => {
    const bad = lab();
    bad.steps[0]!.checks = [check];
    expect(schema.safeParse(bad).success).toBe(false);
  });

  test('tells what every field is', () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, at: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties = {} } = node as { properties?: Record<string, Record<string, unknown>> };
      for (const [name, field] of Object.entries(properties)) {
        if (!('description' in field) && !('$ref' in field)) undescribed.push(`${at}.${name}`);
      }
      for (const [key, inner] of Object.entries(node)) visit(inner, `${at}/${key}`);
    };
    visit(z.toJSONSchema(z.object({ check: checkSchema }), { io: 'input' }), '');
    expect(undescribed.filter((path) => !path.endsWith('.check'))).toEqual([]);
  });
});

describe('the page of all checks', () => {
  test.each(CONDITION_KINDS)('%s: its example is a check of this kind', (kind) => {
    const [check] = z.array(checkSchema).parse(parse(EXAMPLES[kind]));
    expect(writtenKinds(check!)).toEqual([kind]);
    expect(checksPage()).toContain(`\n## ${kind}\n`);
  });
});
