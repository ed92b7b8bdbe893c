import { UserError } from '../shared/errors.ts';
import type { PublicLab } from '../shared/lab.ts';
import { at, type LabIndex, type Place } from './lab-index.ts';
import { elements, type Element } from './mdx-tree.ts';

interface File {
  readonly path: string;
}

/**
 * Remark plugin. Stops the build at a `<Lab>` or `<Step>` that names what isn't there, and tells each `<Step>` the lab
 * of its page, so that it can be drawn without waiting for the page to come alive.
 */
export function checkLabRefs({ labs }: { labs: LabIndex }) {
  return (tree: Element, file: File): void => {
    let current: PublicLab | undefined;
    const used = new Set<string>();
    for (const node of elements(tree)) {
      const where = { file: file.path, line: node.position?.start.line ?? 1 };
      if (node.name === 'Lab') {
        if (current)
          throw new UserError(
            `${at(where)}：这一页有两个 <Lab>。`,
            '一课只有一个实验；把其中一个移到另一课去。',
          );
        current = labs.lab(idOf(node, where), where);
      } else if (node.name === 'Step') {
        const id = idOf(node, where);
        if (!current)
          throw new UserError(
            `${at(where)}：<Step id="${id}"> 前面没有 <Lab>。`,
            '在它前面写上 <Lab id="…" />。',
          );
        labs.step(current, id, where);
        if (used.has(id))
          throw new UserError(`${at(where)}：步骤“${id}”在这一页出现了两次。`, '删去其中一个。');
        used.add(id);
        node.attributes?.push({ type: 'mdxJsxAttribute', name: 'lab', value: current.id });
      }
    }
  };
}

function idOf(node: Element, where: Place): string {
  const value = node.attributes?.find((a) => a.name === 'id')?.value;
  if (typeof value === 'string' && value !== '') return value;
  throw new UserError(
    `${at(where)}：<${node.name}> 要有 id。`,
    `写成 <${node.name} id="…">，值是一个字符串。`,
  );
}
