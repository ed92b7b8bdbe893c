import { expect, it } from 'vitest';
import { MAX_ANSWER_CHARS } from '../../shared/api.ts';
import { draftKey, parseDrafts, withDraft } from './drafts.ts';

it('remembers per lab, step and question', () => {
  const keys = [draftKey('l', 's', 'q'), draftKey('l', 's', 'q2'), draftKey('l2', 's', 'q')];
  const drafts = keys.reduce((all, key) => withDraft(all, key, key), {});
  expect(parseDrafts(JSON.stringify(drafts))).toEqual(Object.fromEntries(keys.map((key) => [key, key])));
});

it('an emptied one is forgotten', () => {
  expect(withDraft(withDraft({}, 'a', 'x'), 'a', '')).toEqual({});
});

it('past the bound the one longest untouched goes', () => {
  let drafts = {};
  for (const key of ['a', 'b', 'c']) drafts = withDraft(drafts, key, 'x', 3);
  drafts = withDraft(drafts, 'a', 'y', 3);
  drafts = withDraft(drafts, 'd', 'x', 3);
  expect(drafts).toEqual({ c: 'x', a: 'y', d: 'x' });
});

it('keeps no more of one than the server takes', () => {
  const { a } = withDraft({}, 'a', 'x'.repeat(MAX_ANSWER_CHARS + 1));
  expect(a).toHaveLength(MAX_ANSWER_CHARS);
});

it.each([[null], ['{'], ['null'], ['[]'], ['"text"'], ['{"a":1}']])('reads nothing out of %s', (stored) => {
  expect(parseDrafts(stored)).toEqual({});
});
