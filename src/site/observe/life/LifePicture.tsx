import { useEffect, useMemo, useState, type JSX } from 'react';
import { LIFE_STATES, type LifePartState, type LifeState } from '../../../shared/observe.ts';
import type { SeeTarget } from '../../../shared/see.ts';
import { useRoom } from '../draw/use-room.ts';
import { diagram } from './diagram.ts';
import { lanes } from './lanes.ts';
import { Lanes } from './Lanes.tsx';
import { LifeSvg } from './LifeSvg.tsx';
import { edgesOf, STATE_TEXT } from './path.ts';
import { Steps } from './Steps.tsx';
import styles from './life.module.css';

/** Below it the diagram stands upright. */
const NARROW_PX = 560;
const TICK_MS = 2_000;
const NO_EDGES: ReturnType<typeof edgesOf> = new Map();

interface LifePictureProps {
  readonly state: LifePartState;
  readonly as: 'picture' | 'text';
  readonly target: SeeTarget | null;
  readonly onTarget: (missing: string | null) => void;
}

export function LifePicture({ state, as, target, onTarget }: LifePictureProps): JSX.Element {
  const lives = state.containers;
  const [chosen, setChosen] = useState<string | null>(null);
  const [room, setRoom, width] = useRoom();
  const now = useNow();
  const wanted = target?.kind === 'container' ? target.name : null;
  const [shown, setShown] = useState<SeeTarget | null>(null);
  const there = lives.find(({ name }) => name === wanted);
  if (there && shown !== target) {
    setShown(target);
    setChosen(there.id);
  }
  useEffect(() => {
    if (wanted === null) return;
    if (!there) return onTarget(`还没有叫 ${wanted} 的容器。`);
    const element = room?.querySelector<SVGGElement>(`[data-life="${CSS.escape(wanted)}"]`);
    element?.focus();
    if (element || as === 'text') onTarget(null);
  }, [wanted, there, room, as, width, onTarget]);

  // Nobody chosen: the one that something happened to last.
  const life = lives.find(({ id }) => id === chosen) ?? latest(lives);
  const edges = useMemo(() => (life ? edgesOf(life) : NO_EDGES), [life]);
  const counts = useMemo(() => countStates(lives.map((each) => each.state)), [lives]);
  const narrow = width < NARROW_PX;
  const drawn = useMemo(() => diagram(counts, narrow, [...edges.keys()]), [counts, narrow, edges]);
  const rows = useMemo(() => lanes(lives, now), [lives, now]);

  if (as === 'text')
    return (
      <div
        className={styles.scroll}
        tabIndex={0}
        role="group"
        aria-label="容器的经过，文字"
        data-testid="picture-life"
      >
        <table className={styles.table}>
          <caption>{lives.length} 个容器，最新的在上面</caption>
          <thead>
            <tr>
              <th scope="col">容器</th>
              <th scope="col">镜像</th>
              <th scope="col">状态</th>
              <th scope="col">退出码</th>
            </tr>
          </thead>
          <tbody>
            {lives.map((each) => (
              <tr key={each.id}>
                <th scope="row">{each.name}</th>
                <td>{each.image}</td>
                <td>{STATE_TEXT[each.state]}</td>
                <td>{each.exitCode}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {lives.map((each) => (
          <Steps key={each.id} life={each} />
        ))}
      </div>
    );
  return (
    <div
      ref={setRoom}
      className={styles.scroll}
      tabIndex={0}
      role="group"
      aria-label="生命周期"
      data-testid="picture-life"
    >
      {lives.length === 0 && (
        <p className={styles.empty}>
          还没有容器。运行一个，例如 <code>docker run hello-world</code>，看它从哪里走到哪里。
        </p>
      )}
      {width > 0 && (
        <LifeSvg
          diagram={drawn}
          lives={lives}
          selected={life?.id ?? null}
          edges={edges}
          onSelect={setChosen}
        />
      )}
      {life && <Steps life={life} />}
      {lives.length > 0 && width > 0 && (
        <figure className={styles.time}>
          <figcaption>
            按时间
            <ul className={styles.legend}>
              {LIFE_STATES.filter((each) =>
                rows.some((row) => row.segments.some((s) => s.state === each)),
              ).map((each) => (
                <li key={each} data-state={each}>
                  {STATE_TEXT[each]}
                </li>
              ))}
            </ul>
            <span>横轴压缩过：隔得久的也画得近</span>
          </figcaption>
          <Lanes lanes={rows} width={width - 24} selected={life?.id ?? null} onSelect={setChosen} />
        </figure>
      )}
      {state.moreContainers > 0 && <p className={styles.empty}>还有 {state.moreContainers} 个容器没有画。</p>}
    </div>
  );
}

function latest(lives: LifePartState['containers']): LifePartState['containers'][number] | undefined {
  const lastOf = (life: LifePartState['containers'][number]): string => life.steps.at(-1)?.at ?? '';
  return [...lives].sort((a, b) => lastOf(b).localeCompare(lastOf(a)))[0];
}

function countStates(states: readonly LifeState[]): Partial<Record<LifeState, number>> {
  const counts: Partial<Record<LifeState, number>> = {};
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** For the end of the lanes: nothing is asked of anybody. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
