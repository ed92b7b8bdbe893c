import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadGlossary, unusedTerms } from '../../src/engine/glossary.ts';
import { loadItems, lostAnchors, missingItems } from '../../src/engine/items.ts';
import { formatPlace, type Problem } from '../../src/engine/problems.ts';

/** Every statement of the source text is taught somewhere, and the map points at a heading that is there. */
const docs = resolve(import.meta.dirname, '../../docs');

test('no statement of the source text is left out', async () => {
  expect(missingItems(await loadItems(docs))).toEqual([]);
});

test('each leads to a heading', async () => {
  expect(told(await lostAnchors(docs, await loadItems(docs)))).toEqual([]);
});

test('each term of the glossary leads to a heading of a lesson that uses it and gives its English', async () => {
  const terms = await loadGlossary(docs);
  expect(told([...(await lostAnchors(docs, terms)), ...(await unusedTerms(docs, terms))])).toEqual([]);
});

const told = (problems: readonly Problem[]): string[] =>
  problems.map((problem) => `${formatPlace(problem)} ${problem.message}`);
