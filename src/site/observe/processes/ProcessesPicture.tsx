import { useEffect, useMemo, useState, type JSX } from 'react';
import type { ProcessesState } from '../../../shared/observe.ts';
import type { SeeTarget } from '../../../shared/see.ts';
import { useRoom } from '../draw/use-room.ts';
import { ProcessesSvg } from './ProcessesSvg.tsx';
import { ProcessesText } from './ProcessesText.tsx';
import { processTree } from './tree.ts';
import { cgroupText } from './words.ts';
import styles from './processes.module.css';

interface ProcessesPictureProps {
  readonly state: ProcessesState;
  readonly as: 'picture' | 'text';
  readonly target: SeeTarget | null;
  readonly onTarget: (missing: string | null) => void;
}

export function ProcessesPicture({ state, as, target, onTarget }: ProcessesPictureProps): JSX.Element {
  const [all, setAll] = useState(false);
  const [room, setRoom, width] = useRoom();
  const tree = useMemo(() => processTree(state, all), [state, all]);
  const wanted = target?.kind === 'container' ? target.name : null;
  const [pointed, setPointed] = useState<string | null>(null);
  const there = tree.frames.find(({ name }) => name === wanted);
  if (there && pointed !== there.container) setPointed(there.container);
  useEffect(() => {
    if (wanted === null) return;
    if (!there) return onTarget(`没有运行着的、叫 ${wanted} 的容器。`);
    const element = room?.querySelector<SVGGElement>(`[data-container="${CSS.escape(wanted)}"]`);
    element?.scrollIntoView({ block: 'nearest' });
    element?.focus();
    if (element || as === 'text') onTarget(null);
  }, [wanted, there, room, width, as, onTarget]);
  const machine = state.cgroups.find(({ container }) => container === null);
  return (
    <div className={styles.picture} data-testid="picture-processes">
      <div className={styles.bar}>
        <span>
          <i className={styles.own} aria-hidden="true" /> 自己的 namespace
        </span>
        <span>
          <i aria-hidden="true" /> 和实验机的一样
        </span>
        <span>
          <i className={styles.dash} aria-hidden="true" /> 请它启动
        </span>
        <label>
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
          也画和 Docker 无关的{!all && tree.hidden > 0 && `（${tree.hidden} 个）`}
        </label>
      </div>
      <div ref={setRoom} className={styles.scroll} tabIndex={0} role="group" aria-label="进程">
        {as === 'text' ? (
          <ProcessesText state={state} tree={tree} />
        ) : (
          width > 0 && <ProcessesSvg tree={tree} width={width} pointed={pointed} />
        )}
      </div>
      <p className={styles.foot}>
        {machine && <span>整台实验机：{cgroupText(machine)}</span>}
        <span>cgroup v{state.cgroupVersion}</span>
        {state.moreProcesses > 0 && <span>还有 {state.moreProcesses} 个进程没有列出</span>}
      </p>
    </div>
  );
}
