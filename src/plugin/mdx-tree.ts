/** As much of a Markdown tree as is looked at; the whole types would be one more dependency. */
export interface Element {
  readonly type: string;
  readonly name?: string | null;
  readonly attributes?: Attribute[];
  readonly children?: readonly Element[];
  readonly position?: { readonly start: { readonly line: number } };
}

export interface Attribute {
  readonly type: 'mdxJsxAttribute';
  readonly name: string;
  readonly value: unknown;
}

/** Every JSX element of a page, in the order of the text. */
export function* elements(node: Element): Generator<Element> {
  if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') yield node;
  for (const child of node.children ?? []) yield* elements(child);
}
