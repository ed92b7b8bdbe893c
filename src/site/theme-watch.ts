/** The pane sits above Docusaurus' colour mode provider, so it reads what that writes on <html>. */
export const isDark = (): boolean => document.documentElement.dataset['theme'] === 'dark';

export function onThemeChange(listener: (dark: boolean) => void): () => void {
  const observer = new MutationObserver(() => listener(isDark()));
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
