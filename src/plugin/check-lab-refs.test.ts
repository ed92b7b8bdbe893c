import { expect, it } from 'vitest';
import type { PublicLab } from '../shared/lab.ts';
import { checkLabRefs } from './check-lab-refs.ts';
import { LabIndex } from './lab-index.ts';

class Known extends LabIndex {
  override lab(id: string, where: { file: string; line: number }): PublicLab {
    if (id !== 'ch4/hello') return super.lab(id, where);
    return { id, title: 't', steps: [{ id: 'one', title: 't', hints: ['h'], questions: [] }] };
  }
}

interface Element {
  type: string;
  name: string;
  attributes: { type: 'mdxJsxAttribute'; name: string; value: unknown }[];
  children: Element[];
  position: { start: { line: number } };
}

const el = (name: string, id: unknown, line: number, children: Element[] = []): Element => ({
  type: 'mdxJsxFlowElement',
  name,
  attributes: id === undefined ? [] : [{ type: 'mdxJsxAttribute', name: 'id', value: id }],
  children,
  position: { start: { line } },
});

const run = (...children: Element[]): void =>
  checkLabRefs({ labs: new Known('labs') })(
    { type: 'root', children },
    { path: `${process.cwd()}/docs/a.mdx` },
  );

it('tells a step the lab of its page', () => {
  const step = el('Step', 'one', 3);
  run(el('Lab', 'ch4/hello', 1), el('Tabs', undefined, 2, [step]));
  expect(step.attributes.at(-1)).toMatchObject({ name: 'lab', value: 'ch4/hello' });
});

it.each([
  ['an unknown lab', [el('Lab', 'ch4/nope', 7)], 'docs/a.mdx:7：没有叫“ch4/nope”的实验'],
  ['an unknown step', [el('Lab', 'ch4/hello', 1), el('Step', 'two', 9)], /docs\/a.mdx:9.*步骤：one/s],
  ['a step without a lab', [el('Step', 'one', 2)], '前面没有 <Lab>'],
  ['two labs', [el('Lab', 'ch4/hello', 1), el('Lab', 'ch4/hello', 2)], '两个 <Lab>'],
  ['a step twice', [el('Lab', 'ch4/hello', 1), el('Step', 'one', 2), el('Step', 'one', 3)], '出现了两次'],
  ['no id', [el('Lab', undefined, 4)], '要有 id'],
])('stops at %s', (_name, children, message) => {
  expect(() => run(...children)).toThrow(message);
});

it('lists the labs and the steps that there are, read from the folder', async () => {
  const labs = await new LabIndex('test/fixtures/labs/valid').load();
  const check = (...children: Element[]): void =>
    checkLabRefs({ labs })({ type: 'root', children }, { path: `${process.cwd()}/docs/b.mdx` });
  expect(() => check(el('Lab', 'ch0/two-step', 5))).toThrow(/docs\/b\.mdx:5.*现有的实验：ch0\/two-steps/s);
  expect(() => check(el('Lab', 'ch0/two-steps', 5), el('Step', 'creat', 8))).toThrow(
    /docs\/b\.mdx:8.*它的步骤：create、look/s,
  );
});
