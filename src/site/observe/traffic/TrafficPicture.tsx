import { useEffect, useMemo, useState, type JSX } from 'react';
import type { TrafficState } from '../../../shared/observe.ts';
import type { SeeTarget } from '../../../shared/see.ts';
import { useRoom } from '../draw/use-room.ts';
import { portsOf, trafficGraph, type Port } from './graph.ts';
import { TrafficSvg } from './TrafficSvg.tsx';
import { TrafficText } from './TrafficText.tsx';
import { WebPage } from './WebPage.tsx';
import styles from './traffic.module.css';

const NARROW_PX = 540;

interface TrafficPictureProps {
  readonly lab: string;
  readonly state: TrafficState;
  readonly as: 'picture' | 'text';
  readonly target: SeeTarget | null;
  readonly onTarget: (missing: string | null) => void;
}

export function TrafficPicture({ lab, state, as, target, onTarget }: TrafficPictureProps): JSX.Element {
  const [opened, setOpened] = useState<Port | null>(null);
  const [room, setRoom, width] = useRoom();
  const narrow = width < NARROW_PX;
  const graph = useMemo(() => trafficGraph(state, narrow), [state, narrow]);
  const wanted = target?.kind === 'container' ? target.name : null;
  const [pointed, setPointed] = useState<string | null>(null);
  if (wanted !== null && pointed !== wanted) setPointed(wanted);
  const there = state.containers.some(({ name }) => name === wanted);
  useEffect(() => {
    if (wanted === null) return;
    if (!there) return onTarget(`还没有叫 ${wanted} 的容器。`);
    const element = room?.querySelector<SVGGElement>(`[data-container="${CSS.escape(wanted)}"]`);
    element?.scrollIntoView({ block: 'nearest' });
    element?.focus();
    if (element || as === 'text') onTarget(null);
  }, [wanted, there, room, width, as, onTarget]);
  const canOpen = portsOf(state.ports).some(({ web }) => web);
  // A page whose port is gone stays: it says itself that it can't be reached.
  return (
    <div className={styles.picture} data-testid="picture-traffic">
      <div className={styles.body} data-web={opened !== null}>
        <div ref={setRoom} className={styles.scroll} tabIndex={0} role="group" aria-label="网络">
          {as === 'text' ? (
            <TrafficText state={state} onOpen={setOpened} />
          ) : (
            width > 0 && <TrafficSvg graph={graph} opened={opened} pointed={pointed} onOpen={setOpened} />
          )}
        </div>
        {opened && (
          <WebPage key={opened.key} lab={lab} port={opened.hostPort} onClose={() => setOpened(null)} />
        )}
      </div>
      <p className={styles.foot}>
        {state.machine.map(({ device, address }) => (
          <span key={`${device} ${address}`}>
            实验机 {device} <code>{address}</code>
          </span>
        ))}
        <span>{canOpen ? '按一下端口，打开它的网页。' : '用 -p 发布一个端口，就能在这里打开它的网页。'}</span>
        {state.moreContainers + state.moreNetworks + state.morePorts > 0 && <span>还有一些没有画出。</span>}
      </p>
    </div>
  );
}
