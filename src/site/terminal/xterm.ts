/** Everything of xterm.js, in one chunk that only a browser loads: it touches `window` at import time. */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { DARK, LIGHT, TERMINAL_FONTS } from './themes.ts';

export interface Screen {
  readonly terminal: Terminal;
  readonly fit: FitAddon;
  readonly search: SearchAddon;
}

export const themeOf = (dark: boolean) => (dark ? DARK : LIGHT);

export function createScreen(container: HTMLElement, dark: boolean): Screen {
  Terminal.strings.promptLabel = '终端';
  Terminal.strings.tooMuchOutput = '输出太多，读不过来：请到终端里逐行看。';
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: TERMINAL_FONTS,
    fontSize: 14,
    lineHeight: 1.2,
    minimumContrastRatio: 4.5,
    scrollback: 5_000,
    theme: themeOf(dark),
    macOptionIsMeta: true,
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon((event, uri) => openLink(event, uri)));
  // The server's screen counts columns with the same tables; otherwise restored Chinese lands in the wrong place.
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.open(container);
  loadWebgl(terminal);
  return { terminal, fit, search };
}

/** Without a GPU, or once the browser takes its context away, the DOM renderer draws: slower, never blank. */
function loadWebgl(terminal: Terminal): void {
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => webgl.dispose());
    terminal.loadAddon(webgl);
  } catch {
    // The DOM renderer is there already.
  }
}

/** What a program prints must not get at this page through `window.opener`. */
function openLink(event: MouseEvent, uri: string): void {
  event.preventDefault();
  window.open(uri, '_blank', 'noopener,noreferrer');
}
