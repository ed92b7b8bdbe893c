import unicode11 from '@xterm/addon-unicode11';
import headless from '@xterm/headless';

const SCROLLBACK_LINES = 10_000;

/**
 * What a program printed, as a terminal shows it in the end: what was overwritten is gone, and so are colours. A line
 * that was too long for the terminal is one line again. Trailing empty lines stay, up to the cursor.
 */
export async function renderOutput(data: Uint8Array, cols: number, rows: number): Promise<string[]> {
  const term = new headless.Terminal({
    cols,
    rows,
    scrollback: SCROLLBACK_LINES,
    allowProposedApi: true,
    logLevel: 'off',
  });
  try {
    term.loadAddon(new unicode11.Unicode11Addon());
    term.unicode.activeVersion = '11';
    await new Promise<void>((resolve) => term.write(data, resolve));
    const buffer = term.buffer.normal;
    const lines: string[] = [];
    // Where the cursor stands in the first column, the last line was finished.
    const end = buffer.baseY + buffer.cursorY + (buffer.cursorX > 0 ? 1 : 0);
    for (let y = 0; y < end; y += 1) {
      const line = buffer.getLine(y)!;
      const next = buffer.getLine(y + 1);
      const text = line.translateToString(!next?.isWrapped);
      if (line.isWrapped && lines.length > 0) lines.push(lines.pop()! + text);
      else lines.push(text);
    }
    return lines.map((line) => line.trimEnd());
  } finally {
    term.dispose();
  }
}
