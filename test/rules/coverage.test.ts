import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadItems, lostAnchors, missingItems } from '../../src/engine/items.ts';
import { formatPlace } from '../../src/engine/problems.ts';

/** Every statement of the source text is taught somewhere, and the map points at a heading that is there. */
const docs = resolve(import.meta.dirname, '../../docs');

test('no statement of the source text is left out', async () => {
  expect(missingItems(await loadItems(docs))).toEqual([]);
});

test('each leads to a heading', async () => {
  const lost = await lostAnchors(docs, await loadItems(docs));
  expect(lost.map((problem) => `${formatPlace(problem)} ${problem.message}`)).toEqual([]);
});
