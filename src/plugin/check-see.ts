import { UserError } from '../shared/errors.ts';
import { parseSee, type SeeAttributes } from '../shared/see.ts';
import { at } from './lab-index.ts';
import { elements, type Element } from './mdx-tree.ts';

const NAMES = ['layer', 'container', 'picture'] as const;

/** Remark plugin. Stops the build at a `<See>` that nobody could follow. */
export function checkSee() {
  return (tree: Element, file: { readonly path: string }): void => {
    for (const node of elements(tree)) {
      if (node.name !== 'See') continue;
      const where = at({ file: file.path, line: node.position?.start.line ?? 1 });
      const attributes: Record<string, unknown> = Object.fromEntries(
        (node.attributes ?? []).map(({ name, value }) => [name, value]),
      );
      const unknown = Object.keys(attributes).find((name) => !NAMES.some((known) => known === name));
      if (unknown !== undefined)
        throw new UserError(`${where}：<See> 没有 ${unknown} 这个属性。`, `可以写的是 ${NAMES.join('、')}。`);
      if (Object.values(attributes).some((value) => typeof value !== 'string'))
        throw new UserError(`${where}：<See> 的属性要是字符串。`, '写成 <See layer="layers#2">…</See>。');
      const sight = parseSee(attributes as SeeAttributes);
      if (typeof sight === 'string')
        throw new UserError(`${where}：<See> 写得不对：${sight}`, '改好再构建。');
    }
  };
}
