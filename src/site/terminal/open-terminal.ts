import { terminalUrl } from '../../shared/urls.ts';
import { onThemeChange, isDark } from '../theme-watch.ts';
import { clipboardKey, pasteOnRightClick } from './clipboard.ts';
import { CommandRunner } from './command-runner.ts';
import { TerminalConnection } from './terminal-connection.ts';
import type { ActiveTerminal } from './terminal-hub.ts';
import { createScreen, themeOf, type Screen } from './xterm.ts';

export interface OpenTerminal extends ActiveTerminal, Disposable {
  readonly screen: Screen;
}

export interface OpenTerminalOptions {
  readonly lab: string;
  readonly terminal: number;
  readonly container: HTMLElement;
  /** Id of the text that says which keys there are. */
  readonly describedBy: string;
  /** For the find bar. */
  readonly onFind: () => void;
  readonly onPasteRefused: () => void;
  /** Ctrl of the key row was pressed: turns the next key into its control character. */
  readonly takeCtrl: () => boolean;
}

/** A drag of the split gives a size per frame; a shell should redraw its line once. */
const RESIZE_QUIET_MS = 90;

/** Puts screen, connection and clipboard together in `container`. */
export function openTerminal(options: OpenTerminalOptions): OpenTerminal {
  const { lab, container } = options;
  const screen = createScreen(container, isDark());
  const { terminal, fit } = screen;
  const runner = new CommandRunner((text) => connection.input(text));
  const connection = new TerminalConnection({
    openSocket: () => new WebSocket(socketUrl(lab, options.terminal)),
    onMark: (mark) => runner.mark(mark),
    sink: {
      write: (data, parsed) => terminal.write(data, parsed),
      restore(cols, rows, data) {
        terminal.reset();
        terminal.resize(cols, rows);
        terminal.write(data, () => {
          // For tests: from here on the screen shows what the shell shows.
          container.dataset['ready'] = 'true';
          fitNow();
        });
      },
      size: (cols, rows) => terminal.resize(cols, rows),
    },
  });

  /** Two windows on one terminal: only the one in use says the size, or they would pull it to and fro. */
  const inUse = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
  const fitNow = (): void => {
    if (!inUse() || container.clientWidth === 0) return;
    const size = fit.proposeDimensions();
    if (!size || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return;
    terminal.resize(size.cols, size.rows);
    connection.resize(size.cols, size.rows);
  };
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const fitSoon = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(fitNow, RESIZE_QUIET_MS);
  };

  const sizes = new ResizeObserver(fitSoon);
  sizes.observe(container);
  window.addEventListener('focus', fitSoon);
  terminal.textarea?.setAttribute('aria-describedby', options.describedBy);
  terminal.textarea?.addEventListener('focus', fitSoon);
  const stopTheme = onThemeChange((dark) => (terminal.options.theme = themeOf(dark)));
  const stopPaste = pasteOnRightClick(terminal, container, options.onPasteRefused);
  const stopState = connection.state.subscribe(() => {
    if (connection.state.get().kind !== 'open') runner.disconnected();
  });
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'f') {
      event.preventDefault();
      if (event.type === 'keydown') options.onFind();
      return false;
    }
    // The way out (use-way-out.ts); the shell must not see it.
    if (event.key === 'F6') return false;
    return clipboardKey(terminal, event);
  });
  terminal.onData((data) => {
    if (connection.state.get().kind === 'exited') {
      if (data === '\r') connection.reconnect();
      return;
    }
    connection.input(options.takeCtrl() ? controlOf(data) : data);
  });
  terminal.onBinary((data) => connection.input(data));
  fitNow();
  Object.assign(container, { matouTerminal: terminal });

  return {
    lab,
    connection,
    runner,
    screen,
    focus: () => terminal.focus(),
    [Symbol.dispose]() {
      clearTimeout(quiet);
      sizes.disconnect();
      window.removeEventListener('focus', fitSoon);
      stopTheme();
      stopPaste();
      stopState();
      runner.abandon();
      connection[Symbol.dispose]();
      terminal.dispose();
      delete container.dataset['ready'];
      Object.assign(container, { matouTerminal: undefined });
    },
  };
}

function socketUrl(lab: string, terminal: number): string {
  const url = new URL(terminalUrl(lab, terminal), window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** `c` → Ctrl-C; what has no control character goes as it is. */
function controlOf(data: string): string {
  const upper = data.toUpperCase();
  return /^[@-_]$/.test(upper) ? String.fromCharCode(upper.charCodeAt(0) & 0x1f) : data;
}
