/** Bytes that start or are something other than text: ESC, SO, SI, DEL, and the lead byte of the C1 controls. */
const NOT_TEXT = /[\x00-\x06\x0b\x0c\x0e-\x1f\x7f\xc2]/;

/**
 * Of a long run of plain text only the last lines are ever seen: returns the pieces of `chunks` that still matter to
 * a terminal that keeps `lines` lines, or the same array. Exact only on a terminal that is between sequences, on
 * the normal screen and without margins; the caller makes sure of that.
 */
export function lastLines(chunks: readonly Buffer[], lines: number): readonly Buffer[] {
  let plain = 0;
  let plainEnd = 0;
  for (const chunk of chunks) {
    const stop = firstNotText(chunk);
    plain += 1;
    plainEnd = stop;
    if (stop < chunk.length) break;
  }
  let left = lines;
  for (let index = plain - 1; index >= 0; index -= 1) {
    const chunk = chunks[index]!;
    let at = index === plain - 1 ? plainEnd : chunk.length;
    while (at > 0 && (at = chunk.lastIndexOf(0x0a, at - 1)) !== -1) {
      left -= 1;
      // Only after CR LF is the column known to be 0.
      if (left <= 0 && at > 0 && chunk[at - 1] === 0x0d)
        return [chunk.subarray(at + 1), ...chunks.slice(index + 1)];
      if (at === 0) break;
    }
  }
  return chunks;
}

function firstNotText(chunk: Buffer): number {
  // latin1 keeps one character a byte without copying per byte, and the regexp runs compiled: about 1 GB/s.
  const at = chunk.toString('latin1').search(NOT_TEXT);
  return at === -1 ? chunk.length : at;
}
