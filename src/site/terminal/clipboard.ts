import type { Terminal } from '@xterm/xterm';

/**
 * Copy is Ctrl+Shift+C or ⌘C. Paste by keyboard is left to the browser: its paste event needs no permission, and xterm
 * takes it from there. Returns false for what xterm must not see.
 */
export function clipboardKey(terminal: Terminal, event: KeyboardEvent): boolean {
  const combined = (event.ctrlKey && event.shiftKey) || (event.metaKey && !event.ctrlKey);
  if (!combined || event.altKey) return true;
  const key = event.key.toLowerCase();
  if (key === 'v') return false;
  if (key !== 'c') return true;
  // Ctrl+Shift+C would otherwise open the browser's inspector.
  event.preventDefault();
  if (event.type === 'keydown' && terminal.hasSelection()) void copyText(terminal.getSelection());
  return false;
}

/** Without HTTPS there is no clipboard API except on localhost; the old way still works there. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/** Right button. Where the browser gives no access, its own menu with 粘贴 opens as usual. */
export function pasteOnRightClick(
  terminal: Terminal,
  container: HTMLElement,
  onRefused: () => void,
): () => void {
  const listener = (event: MouseEvent): void => {
    if (!navigator.clipboard?.readText || event.shiftKey) return;
    event.preventDefault();
    navigator.clipboard.readText().then((text) => terminal.paste(text), onRefused);
    terminal.focus();
  };
  container.addEventListener('contextmenu', listener);
  return () => container.removeEventListener('contextmenu', listener);
}
