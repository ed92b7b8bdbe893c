import { terminalUrl } from '../../shared/urls.ts';
import { onThemeChange, isDark } from '../theme-watch.ts';
import { pasteInto, watchClipboard } from './clipboard.ts';
import { CommandGutter, type Place } from './command-gutter.ts';
import { CommandRunner } from './command-runner.ts';
import { controlOf } from './control-keys.ts';
import { actionOf } from './keys.ts';
import type { LinkHint } from './links.ts';
import { isMac } from './platform.ts';
import { settings } from './settings.ts';
import { TerminalConnection } from './terminal-connection.ts';
import type { RunnableTerminal } from './terminal-hub.ts';
import { gutterColours } from './themes.ts';
import { createScreen, themeOf, type Screen } from './xterm.ts';

export interface OpenTerminal extends RunnableTerminal, Disposable {
  readonly screen: Screen;
  readonly gutter: CommandGutter;
  isFullScreen(): boolean;
  paste(text: string): void;
}

/** What a terminal tells the view around it. */
export interface TerminalEvents {
  readonly onPaste: (text: string) => void;
  readonly onPasteRefused: () => void;
  readonly onMenu: (event: MouseEvent) => void;
  readonly onCommand: (place: Place, event: MouseEvent) => void;
  readonly onLink: (hint: LinkHint | null) => void;
  readonly onBell: () => void;
  /** Ctrl of the key row was pressed: turns the next key into its control character. */
  readonly takeCtrl: () => boolean;
  readonly hasSeveral: () => boolean;
}

export interface OpenTerminalOptions {
  readonly lab: string;
  readonly number: number;
  readonly container: HTMLElement;
  /** Id of the text that says which keys there are. */
  readonly describedBy: string;
  readonly events: TerminalEvents;
}

/** A drag of the split gives a size per frame; a shell should redraw its line once. */
const RESIZE_QUIET_MS = 90;

/** Puts screen, connection, gutter and clipboard together in `container`. */
export function openTerminal(options: OpenTerminalOptions): OpenTerminal {
  const { lab, number, container, events } = options;
  const screen = createScreen(container, isDark(), settings.get(), events.onLink);
  const { terminal, fit } = screen;
  const isFullScreen = (): boolean => terminal.buffer.active.type === 'alternate';
  const gutter = new CommandGutter(terminal, () => gutterColours(isDark()), events.onCommand);
  const runner = new CommandRunner((text) => connection.input(text), isFullScreen);
  const connection = new TerminalConnection({
    openSocket: () => new WebSocket(socketUrl(lab, number)),
    onMark: (mark) => {
      runner.mark(mark);
      gutter.mark(mark);
    },
    sink: {
      write: (data, parsed) => terminal.write(data, parsed),
      restore(cols, rows, data) {
        // In its place among the writes: what came before must not be drawn over the new screen.
        terminal.write('', () => {
          gutter.clear();
          terminal.reset();
          terminal.resize(cols, rows);
        });
        terminal.write(data);
      },
      commands(lines) {
        terminal.write('', () => {
          gutter.restore(lines);
          // For tests: from here on the screen shows what the shell shows.
          container.dataset['ready'] = 'true';
          fitNow();
        });
      },
      size(cols, rows) {
        isForeign = true;
        terminal.write('', () => terminal.resize(cols, rows));
      },
    },
  });

  /** Two windows on one terminal: only the one in use says the size, or they would pull it to and fro. */
  let isForeign = false;
  const inUse = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
  const fitNow = (): void => {
    if (!inUse() || container.clientWidth === 0) return;
    const size = fit.proposeDimensions();
    if (!size || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return;
    isForeign = false;
    terminal.resize(size.cols, size.rows);
    connection.resize(size.cols, size.rows);
  };
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const fitSoon = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(fitNow, RESIZE_QUIET_MS);
  };
  /** A key or a press here: now it is this window that is used. */
  const takeBack = (): void => {
    if (isForeign) fitNow();
  };
  const hurry = (): void => {
    if (connection.state.get().kind === 'waiting') connection.reconnect();
  };
  const applySettings = (): void => {
    const { fontPx, screenReader } = settings.get();
    terminal.options.fontSize = fontPx;
    terminal.options.screenReaderMode = screenReader;
    fitSoon();
  };

  const sizes = new ResizeObserver(fitSoon);
  sizes.observe(container);
  container.addEventListener('pointerdown', takeBack);
  window.addEventListener('focus', fitSoon);
  window.addEventListener('online', hurry);
  terminal.textarea?.setAttribute('aria-describedby', options.describedBy);
  terminal.textarea?.addEventListener('focus', fitSoon);
  const stops = [
    onThemeChange((dark) => (terminal.options.theme = themeOf(dark))),
    settings.subscribe(applySettings),
    watchClipboard(terminal, container, {
      onText: events.onPaste,
      onRefused: events.onPasteRefused,
      onMenu: events.onMenu,
      rightClick: () => settings.get().rightClick,
      copyOnSelect: () => settings.get().copyOnSelect,
    }),
    connection.state.subscribe(() => {
      if (connection.state.get().kind !== 'open') runner.disconnected();
    }),
  ];
  terminal.attachCustomKeyEventHandler((event) => {
    const action = actionOf(event, {
      mac: isMac(),
      hasSelection: terminal.hasSelection(),
      several: events.hasSeveral(),
      fullScreen: isFullScreen(),
      ctrlVPastes: settings.get().ctrlVPastes,
    });
    // The pane does it, when the event comes up there; the shell must not see it.
    return action === undefined;
  });
  terminal.onBell(events.onBell);
  terminal.onData((data) => {
    if (connection.state.get().kind === 'exited') {
      if (data === '\r') connection.reconnect();
      return;
    }
    gutter.forgetJump();
    takeBack();
    connection.input(events.takeCtrl() ? controlOf(data) : data);
  });
  terminal.onBinary((data) => connection.input(data));
  fitNow();
  Object.assign(container, { matouTerminal: terminal });

  return {
    lab,
    number,
    connection,
    runner,
    screen,
    gutter,
    isFullScreen,
    paste: (text) => pasteInto(terminal, text),
    focus: () => terminal.focus(),
    [Symbol.dispose]() {
      clearTimeout(quiet);
      sizes.disconnect();
      container.removeEventListener('pointerdown', takeBack);
      window.removeEventListener('focus', fitSoon);
      window.removeEventListener('online', hurry);
      for (const stop of stops) stop();
      runner.abandon();
      gutter[Symbol.dispose]();
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
