import type { JSX } from 'react';
import styles from './home.module.css';

/** Ribs of a container's side wall. */
function Box({
  x,
  y,
  tone,
  width = 96,
}: {
  x: number;
  y: number;
  tone: string;
  width?: number;
}): JSX.Element {
  const ribs = Array.from({ length: Math.floor((width - 16) / 10) }, (_, i) => x + 13 + i * 10);
  return (
    <g>
      <rect x={x} y={y} width={width} height={40} rx={2} fill={`var(--h-${tone})`} />
      <g stroke="var(--h-rib)" strokeWidth={2}>
        {ribs.map((rib) => (
          <path key={rib} d={`M${rib} ${y + 7}v26`} />
        ))}
      </g>
    </g>
  );
}

/** A quay at rest: the crane has just set one more container down. Decoration only. */
export function Harbour(): JSX.Element {
  return (
    <svg className={styles.harbour} viewBox="0 0 520 380" aria-hidden="true" focusable="false">
      <circle cx="398" cy="86" r="46" fill="var(--h-sun)" />
      <g fill="none" stroke="var(--h-steel)" strokeWidth={5} strokeLinecap="round" strokeLinejoin="round">
        <path d="M96 318V92M176 318V92" />
        <path d="M96 150h80M96 230h80M96 230l80-80M176 310 96 230" strokeWidth={3} />
        <path d="M34 92h392M136 34 34 92M136 34l290 58M136 34v58" strokeWidth={4} />
      </g>
      <g className={styles.load}>
        <path
          d="M330 95v60M330 155l-34 17M330 155l34 17"
          fill="none"
          stroke="var(--h-steel)"
          strokeWidth={2.5}
        />
        <rect x={316} y={89} width={28} height={10} rx={2} fill="var(--h-steel)" />
        <Box x={282} y={172} tone="red" />
      </g>
      <Box x={206} y={278} tone="sea" />
      <Box x={306} y={278} tone="sand" />
      <Box x={406} y={278} tone="sea" />
      <Box x={206} y={236} tone="sand" />
      <Box x={406} y={236} tone="red" />
      <path d="M0 320h520" stroke="var(--h-steel)" strokeWidth={4} />
      <g fill="none" stroke="var(--h-water)" strokeWidth={3} strokeLinecap="round">
        <path d="M10 342c16 0 16-8 32-8s16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8" />
        <path d="M60 364c16 0 16-8 32-8s16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8 16 8 32 8 16-8 32-8" />
      </g>
    </svg>
  );
}
