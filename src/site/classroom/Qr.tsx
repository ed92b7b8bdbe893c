import { useMemo, type JSX } from 'react';
import { encode } from 'uqr';

/** Light modules that a reader needs around the code. */
const QUIET = 4;

/** Black on white in either theme: readers of phones want it so. One path, so that it prints and scales without seams. */
export function Qr({ text, label }: { text: string; label: string }): JSX.Element {
  const { size, path } = useMemo(() => draw(text), [text]);
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function draw(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: path.join('') };
}
