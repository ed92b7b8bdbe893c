import type headless from '@xterm/headless';

/**
 * Why not @xterm/addon-serialize: it loses the cursor behind a full line, coloured blank lines at the end, and the
 * colours between two screens, and takes five times as long for plain text.
 */

export const RESET = '\x1b[m';
const DEFAULT_COLOR = 0;

/** Draws the lines of a buffer on an empty one of the same size, with default colours at the end; the cursor is anywhere. */
export function serializeBuffer(term: headless.Terminal, buffer: headless.IBuffer): string {
  const writer = new Writer(term);
  // With lines above the screen every line has to scroll by; without them the blank rest of the screen is there already.
  const end = buffer.length > term.rows ? buffer.length : lastUsed(buffer) + 1;
  for (let y = 0; y < end; y += 1) {
    const line = buffer.getLine(y)!;
    if (y > 0) writer.nextLine(buffer.getLine(y - 1)!, line);
    writer.line(line);
  }
  return writer.out + (writer.style === RESET ? '' : RESET);
}

class Writer {
  out = '';
  style = RESET;
  readonly #cols: number;
  readonly #cell: headless.IBufferCell;
  readonly #other: headless.IBufferCell;
  #lastStyle: { fg: number; bg: number; flags: number; sgr: string } = { fg: -1, bg: -1, flags: -1, sgr: '' };

  constructor(term: headless.Terminal) {
    this.#cols = term.cols;
    this.#cell = term.buffer.active.getNullCell();
    this.#other = term.buffer.active.getNullCell();
  }

  line(line: headless.IBufferLine): void {
    if (isPlain(line)) {
      this.#setStyle(RESET);
      this.out += line.translateToString(true, 0, this.#cols);
      return;
    }
    const cell = this.#cell;
    let blanks = 0;
    let blankStyle = RESET;
    const fill = (): void => {
      if (blanks === 0) return;
      if (blankStyle !== RESET) {
        this.#setStyle(blankStyle);
        this.out += `\x1b[${blanks}X`;
      }
      this.out += `\x1b[${blanks}C`;
      blanks = 0;
    };
    for (let x = 0, width = 1; x < this.#cols; x += width) {
      line.getCell(x, cell);
      // Half of a wide character, its other half overwritten, can't be drawn: it is left blank.
      const whole =
        cell.getWidth() === 1 ||
        (cell.getWidth() === 2 && line.getCell(x + 1, this.#other)?.getWidth() === 0);
      width = whole ? cell.getWidth() : 1;
      const chars = whole ? cell.getChars() : '';
      if (chars === '') {
        const style = backgroundOf(cell);
        if (style !== blankStyle) fill();
        blankStyle = style;
        blanks += 1;
        continue;
      }
      fill();
      this.#setStyle(this.#styleOf(cell));
      this.out += chars;
    }
    if (blankStyle !== RESET) fill();
  }

  /** From the end of `line`, as printed, to the start of `next`. */
  nextLine(line: headless.IBufferLine, next: headless.IBufferLine): void {
    if (!next.isWrapped) {
      // In colours, a line that scrolls in would be filled with them.
      this.#setStyle(RESET);
      this.out += '\r\n';
      return;
    }
    const first = next.getCell(0, this.#cell);
    const firstWidth = first?.getChars() ? first.getWidth() : 0;
    const firstPlain = first?.getBgColorMode() === DEFAULT_COLOR && !first.isInverse();
    const last = line.getCell(this.#cols - 1, this.#cell);
    const full =
      last !== undefined && (last.getWidth() === 0 || (last.getWidth() === 1 && last.getChars() !== ''));
    const lastPlain = last?.getBgColorMode() === DEFAULT_COLOR;
    // The next character wraps by itself; a wide one also if one column is left.
    if (firstPlain && firstWidth > 0 && (full || (firstWidth === 2 && lastPlain && this.#atLastColumn(line))))
      return;
    this.#setStyle(RESET);
    if (full) {
      this.out += 'x\b\x1b[X';
    } else {
      const background = last ? backgroundOf(last) : RESET;
      this.out += `\x1b[${this.#cols}Gxx\x1b[A\x1b[${this.#cols}G${background}\x1b[X${RESET}\x1b[B\r\x1b[X`;
    }
  }

  /** Whether the text of `line` ends one column before its end. */
  #atLastColumn(line: headless.IBufferLine): boolean {
    const before = line.getCell(this.#cols - 2);
    return before !== undefined && (before.getWidth() === 0 || before.getChars() !== '');
  }

  #styleOf(cell: headless.IBufferCell): string {
    const fg = cell.getFgColorMode() + cell.getFgColor();
    const bg = cell.getBgColorMode() + cell.getBgColor();
    const flags = flagsOf(cell);
    const last = this.#lastStyle;
    if (last.fg !== fg || last.bg !== bg || last.flags !== flags)
      this.#lastStyle = { fg, bg, flags, sgr: sgrOf(cell) };
    return this.#lastStyle.sgr;
  }

  #setStyle(style: string): void {
    if (style === this.style) return;
    this.out += style;
    this.style = style;
  }
}

function flagsOf(cell: headless.IBufferCell): number {
  // Each gives 0 or a bit of its own.
  return (
    (cell.isBold() ? 1 : 0) |
    (cell.isDim() ? 2 : 0) |
    (cell.isItalic() ? 4 : 0) |
    (cell.isUnderline() ? 8 : 0) |
    (cell.isBlink() ? 16 : 0) |
    (cell.isInverse() ? 32 : 0) |
    (cell.isInvisible() ? 64 : 0) |
    (cell.isStrikethrough() ? 128 : 0) |
    (cell.isOverline() ? 256 : 0)
  );
}

const FLAG_CODES = [1, 2, 3, 4, 5, 7, 8, 9, 53];

/** The sequence that sets exactly these colours and attributes. */
export function sgrOf(cell: headless.IBufferCell): string {
  const flags = flagsOf(cell);
  const codes: (number | string)[] = FLAG_CODES.filter((_, bit) => flags & (1 << bit));
  if (cell.isFgRGB()) codes.push(`38;2;${rgb(cell.getFgColor())}`);
  else if (cell.isFgPalette()) codes.push(palette(cell.getFgColorMode(), cell.getFgColor(), 30, 90, 38));
  codes.push(...backgroundCodes(cell));
  return codes.length === 0 ? RESET : `\x1b[0;${codes.join(';')}m`;
}

/** Of an erased cell only the background shows. */
function backgroundOf(cell: headless.IBufferCell): string {
  const codes = backgroundCodes(cell);
  return codes.length === 0 ? RESET : `\x1b[0;${codes.join(';')}m`;
}

function backgroundCodes(cell: headless.IBufferCell): (number | string)[] {
  if (cell.isBgRGB()) return [`48;2;${rgb(cell.getBgColor())}`];
  if (cell.isBgPalette()) return [palette(cell.getBgColorMode(), cell.getBgColor(), 40, 100, 48)];
  return [];
}

/** xterm's mode of the first 16 colours when set as such: unlike the same ones out of 256 they turn bright when bold. */
const SIXTEEN_COLORS = 1 << 24;

function palette(
  mode: number,
  color: number,
  dark: number,
  bright: number,
  extended: number,
): number | string {
  if (mode !== SIXTEEN_COLORS) return `${extended};5;${color}`;
  return color < 8 ? dark + color : bright + color - 8;
}

function rgb(color: number): string {
  return `${(color >>> 16) & 255};${(color >>> 8) & 255};${color & 255}`;
}

function lastUsed(buffer: headless.IBuffer): number {
  for (let y = buffer.length - 1; y > 0; y -= 1) {
    const line = buffer.getLine(y)!;
    if (line.isWrapped || !isPlain(line) || line.translateToString(true) !== '') return y;
  }
  return 0;
}

/** Whether every cell has default colours and attributes. A look at the cells' words: through the interface it takes most of the time. */
function isPlain(line: headless.IBufferLine): boolean {
  const words = (line as unknown as { readonly _line?: { readonly _data?: Uint32Array } })._line?._data;
  if (!words) return false;
  // Three words a cell: content, foreground, background (each with flags).
  for (let at = 1; at < words.length; at += 3) if (words[at] !== 0 || words[at + 1] !== 0) return false;
  return true;
}
