/** Everything of xterm.js that looking on needs, in one chunk that only a browser loads. */
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { TerminalConnection, type ConnectionState } from './terminal-connection.ts';
import { TERMINAL_FONTS } from './themes.ts';
import { themeOf } from './xterm.ts';
import { isDark, onThemeChange } from '../theme-watch.ts';
import type { Store } from '../live/store.ts';

export interface WatchedTerminal extends Disposable {
  readonly state: Store<ConnectionState>;
  /** JSON text to the server; dropped while the line is down. */
  say(message: object): void;
  /** Whether keys go through. Only the server decides whether they count. */
  letType(may: boolean): void;
}

export interface WatchOptions {
  readonly container: HTMLElement;
  /** A path of this server. */
  readonly url: string;
  readonly label: string;
  readonly onText: (message: unknown) => void;
}

const MIN_FONT_PX = 5;
const MAX_FONT_PX = 16;
/** A cell's size for each px of the font: only a first guess, what was drawn is measured. */
const CELL_WIDTH = 0.6;
const CELL_HEIGHT = 1.2;

/** Somebody else's terminal, at its own size: the letters are made to fit, its size is never touched. */
export function watchTerminal({ container, url, label, onText }: WatchOptions): WatchedTerminal {
  const terminal = new Terminal({
    allowProposedApi: true,
    disableStdin: true,
    cursorBlink: false,
    fontFamily: TERMINAL_FONTS,
    lineHeight: CELL_HEIGHT,
    minimumContrastRatio: 4.5,
    scrollback: 1_000,
    theme: themeOf(isDark()),
  });
  // As at the server, or Chinese lands in the wrong columns.
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.open(container);
  terminal.textarea?.setAttribute('aria-label', label);

  const fit = (): void => {
    const { clientWidth, clientHeight } = container;
    if (clientWidth === 0 || clientHeight === 0) return;
    const wide = clientWidth / (terminal.cols * CELL_WIDTH);
    const high = clientHeight / (terminal.rows * CELL_HEIGHT * CELL_HEIGHT);
    terminal.options.fontSize = Math.max(
      MIN_FONT_PX,
      Math.min(MAX_FONT_PX, Math.floor(Math.min(wide, high))),
    );
  };
  const resize = (cols: number, rows: number): void => {
    terminal.resize(cols, rows);
    fit();
  };

  let socket: WebSocket | undefined;
  const connection = new TerminalConnection({
    openSocket() {
      const address = new URL(url, window.location.href);
      address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
      const mine = new WebSocket(address);
      mine.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string') onText(JSON.parse(data));
      });
      socket = mine;
      return mine;
    },
    sink: {
      write: (data, parsed) => terminal.write(data, parsed),
      restore(cols, rows, data) {
        terminal.write('', () => {
          terminal.reset();
          resize(cols, rows);
        });
        terminal.write(data);
      },
      commands: () => {},
      size: (cols, rows) => terminal.write('', () => resize(cols, rows)),
    },
  });
  terminal.onData((data) => connection.input(data));
  terminal.onBinary((data) => connection.input(data));
  const sizes = new ResizeObserver(fit);
  sizes.observe(container);
  const stopTheme = onThemeChange((dark) => (terminal.options.theme = themeOf(dark)));
  // For tests, as the learner's own has it.
  Object.assign(container, { matouTerminal: terminal });

  return {
    state: connection.state,
    say(message) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    letType(may) {
      terminal.options.disableStdin = !may;
      if (may) terminal.focus();
    },
    [Symbol.dispose]() {
      sizes.disconnect();
      stopTheme();
      connection[Symbol.dispose]();
      terminal.dispose();
    },
  };
}
