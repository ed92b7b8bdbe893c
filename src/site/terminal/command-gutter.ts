import type { IDecoration, IMarker, Terminal } from '@xterm/xterm';
import { CommandPlaces, type CommandPlace } from '../../shared/command-places.ts';
import type { CommandLines, Mark } from '../../shared/wire.ts';
import { durationText } from './duration.ts';

export type Place = CommandPlace<IMarker>;

/** How long the line that was jumped to stays marked. */
const FLASH_MS = 1_500;

export interface GutterColours {
  readonly failed: string;
  readonly flash: string;
}

/** The sign beside each command that has ended, the way from one to the next, and what they printed. */
export class CommandGutter implements Disposable {
  readonly #terminal: Terminal;
  readonly #places: CommandPlaces<IMarker>;
  readonly #colours: () => GutterColours;
  readonly #onPick: (place: Place, event: MouseEvent) => void;
  #current: Place | undefined;
  #flash: IDecoration | undefined;
  #flashTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    terminal: Terminal,
    colours: () => GutterColours,
    onPick: (place: Place, event: MouseEvent) => void,
  ) {
    this.#terminal = terminal;
    this.#colours = colours;
    this.#onPick = onPick;
    this.#places = new CommandPlaces(terminal);
  }

  /** Takes effect when all that was written before is parsed. */
  mark(mark: Mark): void {
    this.#terminal.write('', () => {
      const place = this.#places.mark(mark);
      if (place) this.#decorate(place);
    });
  }

  /** To be called from a write callback: the screen is the restored one, of the restored size. */
  restore(lines: CommandLines): void {
    this.#current = undefined;
    for (const place of this.#places.restore(lines)) this.#decorate(place);
  }

  clear(): void {
    this.#current = undefined;
    this.#places.clear();
  }

  /** The newest command that is still in the buffer. */
  get last(): Place | undefined {
    return this.#places.all.at(-1);
  }

  /** From the command that was jumped to last, else from the newest; past the newest is the bottom. */
  jump(step: 1 | -1): Place | 'bottom' | 'none' {
    const { all } = this.#places;
    if (all.length === 0) return 'none';
    const known = this.#current ? all.indexOf(this.#current) : -1;
    const at = (known === -1 ? all.length : known) + step;
    const place = all[Math.max(0, at)];
    if (!place) {
      this.forgetJump();
      this.#terminal.scrollToBottom();
      return 'bottom';
    }
    this.#current = place;
    this.#terminal.scrollToLine(place.prompt.line);
    this.#show(place);
    return place;
  }

  /** The learner types again: the next jump starts from the newest command. */
  forgetJump(): void {
    this.#current = undefined;
  }

  /** Undefined if its first line has left the scrollback. */
  outputOf({ output, end, endColumn }: Place): string | undefined {
    if (output.isDisposed || end.isDisposed) return undefined;
    const buffer = this.#terminal.buffer.normal;
    let text = '';
    const last = endColumn > 0 ? end.line : end.line - 1;
    for (let y = output.line; y <= last; y++) {
      const line = buffer.getLine(y);
      const wraps = buffer.getLine(y + 1)?.isWrapped ?? false;
      const upTo = y === end.line ? endColumn : undefined;
      text += line?.translateToString(!wraps, 0, upTo) ?? '';
      if (!wraps && y < last) text += '\n';
    }
    return text;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#flashTimer);
  }

  #decorate(place: Place): void {
    const failed = place.exitCode !== 0;
    const decoration = this.#terminal.registerDecoration({
      marker: place.prompt,
      ...(failed && { overviewRulerOptions: { color: this.#colours().failed, position: 'left' } }),
    });
    // Called at each drawing of the line, and with a new element after a change of the screen.
    decoration?.onRender((element) => {
      if (element.dataset['command'] !== undefined) return;
      element.dataset['command'] = failed ? 'failed' : 'ok';
      element.title = `${describe(place)}\n${place.command}`;
      element.addEventListener('click', (event) => this.#onPick(place, event));
    });
  }

  #show({ prompt }: Place): void {
    clearTimeout(this.#flashTimer);
    this.#flash?.dispose();
    this.#flash = this.#terminal.registerDecoration({
      marker: prompt,
      width: this.#terminal.cols,
      backgroundColor: this.#colours().flash,
      layer: 'bottom',
    });
    this.#flashTimer = setTimeout(() => this.#flash?.dispose(), FLASH_MS);
  }
}

export const describe = ({ exitCode, durationMs }: Place): string =>
  `${exitCode === 0 ? '成功' : `退出码 ${exitCode}`} · 用时 ${durationText(durationMs)}`;
