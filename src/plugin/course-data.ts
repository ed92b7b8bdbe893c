import { loadFacts } from '../engine/facts.ts';
import { groupTerms, loadGlossary } from '../engine/glossary.ts';
import { loadItems } from '../engine/items.ts';
import { suggest } from '../engine/problems.ts';
import { UserError } from '../shared/errors.ts';
import type { Fact } from '../shared/facts.ts';
import type { TermGroup } from '../shared/glossary.ts';
import type { Item } from '../shared/items.ts';
import { at } from './lab-index.ts';
import { elements, type Element } from './mdx-tree.ts';

/** What lessons show of the course's data files, read once for the whole build. */
export class CourseData {
  #facts: readonly Fact[] = [];
  #items: readonly Item[] = [];
  #glossary: readonly TermGroup[] = [];

  constructor(readonly docs: string) {}

  async load(): Promise<this> {
    this.#facts = await loadFacts(this.docs);
    const items = await loadItems(this.docs);
    this.#items = items.map(({ file: _file, line: _line, ...item }) => item);
    const terms = await loadGlossary(this.docs);
    this.#glossary = groupTerms(terms.map(({ file: _file, line: _line, ...term }) => term));
    return this;
  }

  /** The data that an element of this name shows; undefined for one that shows none. */
  of(name: string, id: unknown, where: { file: string; line: number }): unknown {
    if (name === 'Errata') return this.#items;
    if (name === 'Facts') return this.#facts;
    if (name === 'Glossary') return this.#glossary;
    if (name !== 'Fact') return undefined;
    const fact = this.#facts.find((each) => each.id === id);
    if (fact) return fact;
    const known = this.#facts.map((each) => each.id);
    throw new UserError(
      `${at(where)}：docs/perishables.yaml 里没有 ${String(id)}${suggest(String(id), known)}`,
      '改正 <Fact id="…">，或者在那个文件里加上它。',
    );
  }
}

/** Remark plugin. Puts the data into the page that shows it, and into no other: nothing is fetched, search finds it. */
export function fillInCourseData({ data }: { data: CourseData }) {
  return (tree: Element, file: { readonly path: string }): void => {
    for (const node of elements(tree)) {
      const id = node.attributes?.find((a) => a.name === 'id')?.value;
      const where = { file: file.path, line: node.position?.start.line ?? 1 };
      const value = data.of(node.name ?? '', id, where);
      if (value === undefined) continue;
      node.attributes?.push({ type: 'mdxJsxAttribute', name: 'data', value: JSON.stringify(value) });
    }
  };
}
