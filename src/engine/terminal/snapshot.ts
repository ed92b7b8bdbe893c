import type serialize from '@xterm/addon-serialize';
import type headless from '@xterm/headless';

const ALTERNATE = '\x1b[?1049h\x1b[H';

/** What the serialize addon doesn't see, and no public interface shows. All optional: a renamed field costs that detail only. */
interface Insides {
  readonly buffer?: { readonly scrollTop: number; readonly scrollBottom: number };
  readonly coreService?: { readonly isCursorHidden?: boolean };
  readonly coreMouseService?: { readonly activeEncoding?: string };
  readonly _charsetService?: {
    readonly glevel?: number;
    readonly charset?: Readonly<Record<string, string>>;
  };
}

/** The sequences that bring a freshly reset terminal of the same size to the state of `term`. */
export function snapshotOf(
  term: headless.Terminal,
  serializer: serialize.SerializeAddon,
  title: string,
): string {
  const insides = (term as unknown as { readonly _core?: Insides })._core;
  const { modes } = term;
  let out = serializer.serialize({ excludeModes: true });
  // The addon draws the alternate screen as if the colours in use were the default ones.
  const alternate = out.lastIndexOf(ALTERNATE);
  if (alternate !== -1) out = `${out.slice(0, alternate)}\x1b[m${out.slice(alternate)}`;

  const top = insides?.buffer?.scrollTop ?? 0;
  const bottom = insides?.buffer?.scrollBottom ?? term.rows - 1;
  const margins = top !== 0 || bottom !== term.rows - 1;
  if (margins) out += `\x1b[${top + 1};${bottom + 1}r`;
  if (modes.originMode) out += '\x1b[?6h';
  if (margins || modes.originMode) {
    // Both moved the cursor home.
    const { cursorX, cursorY } = term.buffer.active;
    out += `\x1b[${cursorY - (modes.originMode ? top : 0) + 1};${Math.min(cursorX, term.cols - 1) + 1}H`;
  }

  if (modes.applicationCursorKeysMode) out += '\x1b[?1h';
  if (modes.applicationKeypadMode) out += '\x1b[?66h';
  if (modes.bracketedPasteMode) out += '\x1b[?2004h';
  if (modes.insertMode) out += '\x1b[4h';
  if (modes.reverseWraparoundMode) out += '\x1b[?45h';
  if (modes.sendFocusMode) out += '\x1b[?1004h';
  if (!modes.wraparoundMode) out += '\x1b[?7l';
  out += { none: '', x10: '\x1b[?9h', vt200: '\x1b[?1000h', drag: '\x1b[?1002h', any: '\x1b[?1003h' }[
    modes.mouseTrackingMode
  ];
  const encoding = insides?.coreMouseService?.activeEncoding;
  if (encoding === 'SGR') out += '\x1b[?1006h';
  else if (encoding === 'SGR_PIXELS') out += '\x1b[?1016h';
  if (insides?.coreService?.isCursorHidden) out += '\x1b[?25l';
  if (insides?._charsetService?.charset?.q === '─') {
    out += insides._charsetService.glevel === 1 ? '\x1b)0\x0e' : '\x1b(0';
  }

  if (title !== '') out += `\x1b]2;${title.replace(/[\x00-\x1f\x7f-\x9f]/g, '')}\x07`;
  return out;
}
