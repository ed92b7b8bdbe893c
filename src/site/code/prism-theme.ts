import type { PrismTheme } from 'prism-react-renderer';

/** One theme for light and dark: its colours are the page's own. */
export const prismTheme: PrismTheme = {
  plain: { color: 'var(--m-ink)', backgroundColor: 'var(--ifm-pre-background)' },
  styles: [
    { types: ['comment', 'prolog', 'punctuation', 'operator'], style: { color: 'var(--m-ink-soft)' } },
    { types: ['function', 'builtin', 'keyword', 'tag', 'property'], style: { color: 'var(--m-sea)' } },
    { types: ['string', 'attr-value', 'inserted'], style: { color: 'var(--m-green)' } },
    { types: ['number', 'boolean', 'variable', 'constant'], style: { color: 'var(--m-amber)' } },
    { types: ['deleted', 'important'], style: { color: 'var(--m-red)' } },
  ],
};
