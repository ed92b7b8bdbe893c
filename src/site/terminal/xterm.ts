/** Everything of xterm.js, in one chunk that only a browser loads: it touches `window` at import time. */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { linkHandler, type LinkHint } from './links.ts';
import type { TerminalSettings } from './settings.ts';
import { DARK, LIGHT, TERMINAL_FONTS } from './themes.ts';

export interface Screen {
  readonly terminal: Terminal;
  readonly fit: FitAddon;
  readonly search: SearchAddon;
}

/** The ruler at the scroll bar, with the matches of a search and the failed commands: as wide as the bar itself. */
const RULER_PX = 14;

export const themeOf = (dark: boolean) => (dark ? DARK : LIGHT);

export function createScreen(
  container: HTMLElement,
  dark: boolean,
  settings: TerminalSettings,
  onLink: (hint: LinkHint | null) => void,
): Screen {
  Terminal.strings.promptLabel = '终端';
  Terminal.strings.tooMuchOutput = '输出太多，读不过来：请到终端里逐行看。';
  const links = linkHandler(onLink);
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: TERMINAL_FONTS,
    fontSize: settings.fontPx,
    lineHeight: 1.2,
    linkHandler: links,
    minimumContrastRatio: 4.5,
    overviewRuler: { width: RULER_PX },
    screenReaderMode: settings.screenReader,
    scrollback: 5_000,
    theme: themeOf(dark),
    macOptionIsMeta: true,
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  const { activate, hover, leave } = links;
  terminal.loadAddon(
    new WebLinksAddon((event, uri) => activate(event, uri, NOWHERE), {
      hover: (event, uri) => hover?.(event, uri, NOWHERE),
      leave: (event, uri) => leave?.(event, uri, NOWHERE),
    }),
  );
  // The server's screen counts columns with the same tables; otherwise restored Chinese lands in the wrong place.
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.open(container);
  loadWebgl(terminal, container);
  return { terminal, fit, search };
}

/** Our handler doesn't ask where on the screen a link is. */
const NOWHERE = { start: { x: 0, y: 0 }, end: { x: 0, y: 0 } };

/** Without a GPU, or once the browser takes its context away, the DOM renderer draws: slower, never blank. */
function loadWebgl(terminal: Terminal, container: HTMLElement): void {
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => {
      webgl.dispose();
      container.dataset['renderer'] = 'dom';
    });
    terminal.loadAddon(webgl);
    container.dataset['renderer'] = 'webgl';
  } catch {
    container.dataset['renderer'] = 'dom';
  }
}
