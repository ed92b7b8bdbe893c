/**
 * Reads an author's YAML file against a schema; what is wrong is said in Chinese, with its line and column.
 * Knows nothing about labs or transcripts: the schema does.
 */
import { isNode, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document, YAMLError } from 'yaml';
import { z } from 'zod';
import { suggest } from './problems.ts';
import type { Problem } from './problems.ts';

export interface ReadDefinition<T> {
  readonly definition?: T;
  readonly problems: readonly Problem[];
  /** Where a part of the file begins, e.g. `['steps', 0, 'checks', 1]`; the nearest parent for what isn't written. */
  place(path: readonly PropertyKey[]): Omit<Problem, 'message'>;
}

/** Every problem at once, each with its place. */
export function readYaml<T>(file: string, text: string, schema: z.ZodType<T>): ReadDefinition<T> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const place = (path: readonly PropertyKey[]) => at(offsetOf(document, path));

  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ ...at(error.pos[0]), message: explainYaml(error) }));
    return { problems, place };
  }

  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // An alias to nothing, or a bomb of aliases: the document parses and can't be read out.
    return { problems: [{ ...at(0), message: `YAML 的引用（* 和 &）读不出来：${String(error)}` }], place };
  }

  // Zod shows the schema of an issue to the error map only; the known keys are collected there on the way.
  const knownKeys = new Map<string, readonly string[]>();
  const parsed = schema.safeParse(value, { error: (issue) => explainIssue(issue, knownKeys) });
  if (parsed.success) return { definition: parsed.data, problems: [], place };

  const problems = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ ...place(issue.path), message: issue.message }];
    return issue.keys.map((key) => ({
      ...at(keyOffset(document, issue.path, key)),
      message: `不认识的键 ${key}${suggest(key, knownKeys.get(pathKey(issue.path)) ?? [])}`,
    }));
  });
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { problems, place };
}

const pathKey = (path: readonly PropertyKey[] | undefined): string => JSON.stringify(path ?? []);

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[], key: string): number {
  const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(map)) {
    for (const { key: node } of map.items) {
      if (isScalar(node) && String(node.value) === key && node.range) return node.range[0];
    }
  }
  return offsetOf(document, path);
}

const zhCN = z.locales.zhCN().localeError;

function explainIssue(issue: z.core.$ZodRawIssue, knownKeys: Map<string, readonly string[]>): string {
  const rest = zhCN(issue);
  const fallback = typeof rest === 'string' ? rest : (rest?.message ?? '写法不对');
  if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
    knownKeys.set(pathKey(issue.path), Object.keys(issue.inst.shape));
  }
  if (issue.code === 'invalid_type') return explainType(issue);
  if ((issue.code === 'too_big' || issue.code === 'too_small') && typeof issue.input === 'number') {
    const bound = issue.code === 'too_big' ? issue.maximum : issue.minimum;
    const word = `${issue.code === 'too_big' ? '最大' : '最小'}${issue.inclusive ? '是' : '不到'}`;
    return `${word} ${bound}，现在是 ${issue.input}`;
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    if (issue.input === undefined) return `缺少 ${lastKey(issue)}；可以写：${known.join('、')}`;
    if (known.length === 1) return `这里只能写 ${known[0]}，现在是 ${JSON.stringify(issue.input)}`;
    return `不能写 ${JSON.stringify(issue.input)}${suggest(String(issue.input), known)}`;
  }
  return fallback;
}

function explainType(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  const expected = TYPE_NAMES[issue.expected] ?? issue.expected;
  if (issue.input === undefined) {
    const description = issue.inst instanceof z.ZodType ? issue.inst.description : undefined;
    return `缺少 ${lastKey(issue)}（${description ?? expected}）`;
  }
  const actual = Array.isArray(issue.input) ? 'array' : issue.input === null ? 'null' : typeof issue.input;
  const now = `应当是${expected}，现在是${TYPE_NAMES[actual] ?? actual}`;
  if (issue.expected === 'string' && (actual === 'number' || actual === 'boolean')) {
    return `${now}：给它加上引号，写成 '${String(issue.input)}'`;
  }
  if (NUMBERS.includes(issue.expected) && typeof issue.input === 'string' && /^-?[\d.]+$/.test(issue.input)) {
    return `${now}：去掉引号，写成 ${issue.input}`;
  }
  if (issue.expected === 'array') return `${now}：写成列表，每一项以“- ”开头`;
  return now;
}

const NUMBERS: readonly string[] = ['number', 'int'];

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '真假值（true 或 false）',
  object: '一组键和值',
  array: '列表',
  null: '空的',
};

function lastKey(issue: { readonly path?: PropertyKey[] }): string {
  const key = issue.path?.at(-1);
  return typeof key === 'number' ? `第 ${key + 1} 项` : String(key ?? '内容');
}

function explainYaml(error: YAMLError): string {
  const explained = YAML_ERRORS[error.code];
  return explained ? `YAML 写法有误：${explained}` : `YAML 写法有误（${error.code}）：${error.message}`;
}

/** What to write instead, for the mistakes that people make; the rest keeps the parser's own words. */
const YAML_ERRORS: Readonly<Record<string, string>> = {
  BAD_INDENT: '缩进和上下文对不齐；同一层的内容要从同一列开始',
  BAD_SCALAR_START: '这段文字不能以 @、`、% 这样的符号开头；给整段加上引号',
  BLOCK_AS_IMPLICIT_KEY: '一行里出现了第二个“: ”；文字里有“: ”时，给整段加上引号',
  DUPLICATE_KEY: '同一个键写了两次；去掉一个',
  MISSING_CHAR: '少了引号、逗号、冒号或右括号',
  MULTILINE_IMPLICIT_KEY: '键后面少了“:”，或者文字跨行却没有加引号',
  MULTIPLE_DOCS: '一个文件里只能写一份；去掉中间的 ---',
  TAB_AS_INDENT: '缩进不能用制表符（Tab）；换成空格',
  BAD_DQ_ESCAPE: '双引号里的反斜杠要写两个；正则表达式用单引号更省事',
  BAD_ALIAS: '以 * 开头的文字会被当成引用；给它加上引号',
  TAG_RESOLVE_FAILED: '以 ! 开头的文字会被当成标签；给它加上引号',
  UNEXPECTED_TOKEN: '这里多了内容；文字里有 #、: 或引号时，给整段加上引号',
};
