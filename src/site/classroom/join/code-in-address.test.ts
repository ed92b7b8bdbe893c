import { expect, it } from 'vitest';
import { codeInAddress } from './code-in-address.ts';

it.each([
  ['of the QR code', { hash: '#7K2M9P', search: '' }, '7K2M9P'],
  ['written by hand', { hash: '#7k2-m9p', search: '' }, '7K2M9P'],
  ['as a parameter', { hash: '', search: '?code=7K2M9P' }, '7K2M9P'],
  ['none', { hash: '', search: '' }, ''],
  ['some heading', { hash: '#__docusaurus_skipToContent_fallback', search: '' }, ''],
  ['no text at all', { hash: '#%', search: '' }, ''],
  ['markup', { hash: '#<b>', search: '' }, ''],
])('a code in the address: %s', (_, address, code) => {
  expect(codeInAddress(address)).toBe(code);
});
