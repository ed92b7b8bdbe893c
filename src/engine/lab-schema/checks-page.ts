import { z } from 'zod';
import { CONDITION_KINDS, conditionSchema } from '../../shared/conditions.ts';
import { EXAMPLES } from './examples.ts';

interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
}

const HEAD = `---
title: 检查的种类
description: 一个检查能看什么：每一种的用法、例子和全部字段。
---

{/* 这一页由 npm run lab -- schema 从 src/shared/conditions.ts 生成，不要手改。 */}

# 检查的种类

一个检查恰好写一种。每一种下面先是最小的例子，再是它的全部字段；除了写明“必填”的，都可以不写，写了的要同时成立。

写法见[十分钟写一个实验](./write-a-lab.mdx)。
`;

/** The reference of all checks, in MDX: descriptions and fields from the schema itself, so that it can't say anything else. */
export function checksPage(): string {
  const { properties = {} } = z.toJSONSchema(conditionSchema, { io: 'input' }) as JsonSchema;
  const told = new Map<string, string>();
  const sections = CONDITION_KINDS.map((kind) => {
    const schema = properties[kind] ?? {};
    const fields = JSON.stringify(schema.properties);
    const same = fields && told.get(fields);
    if (fields && !same) told.set(fields, kind);
    return section(kind, schema, EXAMPLES[kind], same);
  });
  return `${[HEAD.trimEnd(), ...sections].join('\n\n')}\n`;
}

/** `same`: a kind before it that has the same fields. */
function section(kind: string, schema: JsonSchema, example: string, same: string | undefined): string {
  const rows = same ? [] : [...fieldRows(schema)];
  const table = [
    '| 字段 | 写什么 | 说明 |',
    '|---|---|---|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ];
  return [
    `## ${kind}`,
    `${prose(schema.description ?? '')}。`,
    ['```yaml', example.trimEnd(), '```'].join('\n'),
    ...(same ? [`字段和 [${same}](#${same.toLowerCase()}) 相同。`] : []),
    ...(rows.length > 0 ? [table.join('\n')] : []),
  ].join('\n\n');
}

/** `ports[].container` for a field of the items of a list. */
function* fieldRows(schema: JsonSchema, prefix = ''): Generator<readonly string[]> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const path = `${prefix}${name}`;
    const needed = schema.required?.includes(name) ? '**必填。**' : '';
    const otherwise = field.default === undefined ? '' : `。默认 \`${String(field.default)}\``;
    yield [`\`${path}\``, valueText(field), `${needed}${prose(field.description ?? '')}${otherwise}`];
    if (field.items) yield* fieldRows(field.items, `${path}[].`);
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  integer: '整数',
  boolean: 'true 或 false',
  array: '列表',
  object: '键和值',
  null: ' `null`',
};

function valueText({ enum: values, anyOf, type, items }: JsonSchema): string {
  if (values) return values.map((value) => `\`${String(value)}\``).join('、');
  if (anyOf) return [...new Set(anyOf.map(valueText))].join('，或');
  if (type === 'array' && items?.type === 'string') return '文字的列表';
  return TYPES[type ?? ''] ?? '';
}

/** In MDX `{` begins an expression and `<` an element; `|` ends the cell of a table. */
const prose = (text: string): string => text.replaceAll(/[{}<|]/g, (character) => `\\${character}`);
