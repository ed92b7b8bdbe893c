import type { JSX } from 'react';
import { clock, fit } from '../draw/text.ts';
import type { Lane } from './lanes.ts';
import { STATE_TEXT } from './path.ts';
import styles from './life.module.css';

const NAME_PX = 104;
const ROW_PX = 26;
const BAR_PX = 14;
const END_PX = 14;

interface LanesProps {
  readonly lanes: readonly Lane[];
  readonly width: number;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** The states over time, one row for each container, with the signals and the exit codes. */
export function Lanes({ lanes, width, selected, onSelect }: LanesProps): JSX.Element {
  const room = Math.max(160, width - NAME_PX - END_PX);
  const height = lanes.length * ROW_PX + 22;
  const place = (at: number): number => NAME_PX + at * room;
  const times = lanes.flatMap(({ ticks }) => ticks);
  const first = times.reduce<string | null>(
    (at, { step }) => (at === null || step.at < at ? step.at : at),
    null,
  );
  return (
    <svg
      className={styles.lanes}
      viewBox={`0 0 ${NAME_PX + room + END_PX} ${height}`}
      width={NAME_PX + room + END_PX}
      height={height}
      role="group"
      aria-label="每个容器在什么时候是什么状态"
    >
      {lanes.map(({ life, segments, ticks }, row) => (
        <g
          key={life.id}
          className={styles.lane}
          data-selected={life.id === selected}
          role="button"
          tabIndex={0}
          aria-pressed={life.id === selected}
          aria-label={`${life.name}：${segments.map(({ state }) => STATE_TEXT[state]).join('，')}`}
          transform={`translate(0 ${row * ROW_PX + 4})`}
          onClick={() => onSelect(life.id)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            onSelect(life.id);
          }}
        >
          <rect className={styles.laneBack} width={NAME_PX + room + END_PX} height={ROW_PX} rx={4} />
          <text x={8} y={17}>
            {fit(life.name, NAME_PX - 16, 11)}
          </text>
          {segments.map((segment, index) => (
            <rect
              key={index}
              className={styles.segment}
              data-state={segment.state}
              x={place(segment.from)}
              y={(ROW_PX - BAR_PX) / 2}
              width={Math.max(1.5, (segment.to - segment.from) * room)}
              height={BAR_PX}
              rx={2}
            >
              <title>{STATE_TEXT[segment.state]}</title>
            </rect>
          ))}
          {ticks
            .filter(({ step }) => step.action === 'kill' || step.action === 'die' || step.action === 'oom')
            .map(({ step, at }, index) => (
              <g key={index} className={styles.tick} data-action={step.action}>
                <path d={`M${place(at)} 3v${ROW_PX - 6}`} />
                {step.action === 'kill' && (
                  <text x={place(at) - 3} y={17} textAnchor="end">
                    {step.signal}
                  </text>
                )}
                {step.action === 'die' && (
                  <text x={place(at) + 4} y={17}>
                    {step.exitCode}
                  </text>
                )}
              </g>
            ))}
        </g>
      ))}
      <text className={styles.axis} x={NAME_PX} y={height - 5}>
        {first === null ? '' : clock(first)}
      </text>
      <text className={styles.axis} x={NAME_PX + room} y={height - 5} textAnchor="end">
        现在
      </text>
    </svg>
  );
}
