import type headless from '@xterm/headless';
import { RESET, serializeBuffer, sgrOf } from './serialize.ts';

/** What no public interface shows. All optional: a field that was renamed costs that detail only. */
interface Insides {
  readonly buffer?: { readonly scrollTop: number; readonly scrollBottom: number };
  readonly buffers?: { readonly normal?: SavedCursor; readonly alt?: SavedCursor };
  readonly coreService?: { readonly isCursorHidden?: boolean };
  readonly coreMouseService?: { readonly activeEncoding?: string };
  readonly _bufferService?: Pick<Insides, 'buffers'>;
  readonly _charsetService?: {
    readonly glevel?: number;
    readonly charset?: Readonly<Record<string, string>>;
  };
  readonly _inputHandler?: { readonly _curAttrData?: headless.IBufferCell };
}

interface SavedCursor {
  readonly scrollTop?: number;
  readonly scrollBottom?: number;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: headless.IBufferCell;
}

/** The sequences that bring a freshly reset terminal of the same size to the state of `term`. */
export function snapshotOf(term: headless.Terminal, title: string): string {
  const insides = (term as unknown as { readonly _core?: Insides })._core;
  const { buffer, modes } = term;
  const saved = insides?._bufferService?.buffers;
  let out = serializeBuffer(term, buffer.normal) + saveCursor(term, buffer.normal, saved?.normal);
  if (buffer.active.type === 'alternate') {
    // Each screen has margins of its own.
    const { scrollTop: top = 0, scrollBottom: bottom = term.rows - 1 } = saved?.normal ?? {};
    if (top !== 0 || bottom !== term.rows - 1) out += `\x1b[${top + 1};${bottom + 1}r`;
  }
  out += placeCursor(term, buffer.normal);
  if (buffer.active.type === 'alternate') {
    // Not 1049: that would save the cursor again.
    out += `${RESET}\x1b[?1047h\x1b[H`;
    out += serializeBuffer(term, buffer.alternate) + saveCursor(term, buffer.alternate, saved?.alt);
    out += placeCursor(term, buffer.alternate);
  }

  const top = insides?.buffer?.scrollTop ?? 0;
  const bottom = insides?.buffer?.scrollBottom ?? term.rows - 1;
  const margins = top !== 0 || bottom !== term.rows - 1;
  if (margins) out += `\x1b[${top + 1};${bottom + 1}r`;
  if (modes.originMode) out += '\x1b[?6h';
  // Both moved the cursor home.
  if (margins || modes.originMode) out += placeCursor(term, buffer.active, modes.originMode ? top : 0);

  const attributes = insides?._inputHandler?._curAttrData;
  out += attributes ? sgrOf(attributes) : RESET;
  if (modes.applicationCursorKeysMode) out += '\x1b[?1h';
  if (modes.applicationKeypadMode) out += '\x1b[?66h';
  if (modes.bracketedPasteMode) out += '\x1b[?2004h';
  if (modes.insertMode) out += '\x1b[4h';
  if (modes.reverseWraparoundMode) out += '\x1b[?45h';
  if (modes.sendFocusMode) out += '\x1b[?1004h';
  if (!modes.wraparoundMode) out += '\x1b[?7l';
  out += MOUSE[modes.mouseTrackingMode];
  const encoding = insides?.coreMouseService?.activeEncoding;
  if (encoding === 'SGR') out += '\x1b[?1006h';
  else if (encoding === 'SGR_PIXELS') out += '\x1b[?1016h';
  if (insides?.coreService?.isCursorHidden) out += '\x1b[?25l';
  if (insides?._charsetService?.charset?.q === '─') {
    out += insides._charsetService.glevel === 1 ? '\x1b)0\x0e' : '\x1b(0';
  }
  // A control character in the title would end the sequence.
  if (title !== '') out += `\x1b]2;${title.replace(/[\x00-\x1f\x7f-\x9f]/g, '')}\x07`;
  return out;
}

const MOUSE = { none: '', x10: '\x1b[?9h', vt200: '\x1b[?1000h', drag: '\x1b[?1002h', any: '\x1b[?1003h' };

function saveCursor(
  term: headless.Terminal,
  buffer: headless.IBuffer,
  saved: SavedCursor | undefined,
): string {
  if (!saved || (saved.savedX === 0 && saved.savedY === 0)) return '';
  const row = Math.min(Math.max(saved.savedY - buffer.baseY, 0), term.rows - 1);
  const column = Math.min(saved.savedX, term.cols - 1);
  return `\x1b[${row + 1};${column + 1}H${sgrOf(saved.savedCurAttrData)}\x1b7${RESET}`;
}

function placeCursor(term: headless.Terminal, buffer: headless.IBuffer, top = 0): string {
  const { cursorX, cursorY } = buffer;
  const at = (x: number): string => `\x1b[${cursorY - top + 1};${x + 1}H`;
  if (cursorX < term.cols) return at(cursorX);
  // The line is full and the next character will wrap: only printing its last one again leads there.
  const line = buffer.getLine(buffer.baseY + cursorY);
  const last = line?.getCell(term.cols - 1);
  const x = last?.getWidth() === 0 ? term.cols - 2 : term.cols - 1;
  const cell = line?.getCell(x);
  return cell?.getChars() ? `${at(x)}${sgrOf(cell)}${cell.getChars()}${RESET}` : at(x);
}
