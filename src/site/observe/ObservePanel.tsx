import { lazy, Suspense, useCallback, useId, useState, type JSX, type KeyboardEvent } from 'react';
import type { ObservePart } from '../../shared/observe.ts';
import { PICTURES, type Picture, type SeeTarget } from '../../shared/see.ts';
import { useStore } from '../live/store.ts';
import { changePrefs, useObservePrefs, wish } from './observe-state.ts';
import type { Observed } from './observe-connection.ts';
import { PanelTools } from './PanelTools.tsx';
import { useObserved } from './use-observed.ts';
import styles from './observe.module.css';

const LayersPicture = lazy(async () => ({
  default: (await import('./layers/LayersPicture.tsx')).LayersPicture,
}));

const LifePicture = lazy(async () => ({ default: (await import('./life/LifePicture.tsx')).LifePicture }));
const ProcessesPicture = lazy(async () => ({
  default: (await import('./processes/ProcessesPicture.tsx')).ProcessesPicture,
}));
const TrafficPicture = lazy(async () => ({
  default: (await import('./traffic/TrafficPicture.tsx')).TrafficPicture,
}));

const TITLES: Record<Picture, string> = {
  layers: '镜像层',
  life: '生命周期',
  processes: '谁启动了它',
  traffic: '网络',
};

interface ObservePanelProps {
  readonly lab: string;
  /** On the screen: not folded away, not behind another lesson. */
  readonly seen: boolean;
  readonly wide: boolean;
}

/** Pictures of what is in the learner's machine, live. Mounting it while `seen` opens its line to the machine. */
export function ObservePanel({ lab, seen, wide }: ObservePanelProps): JSX.Element {
  const { picture, as } = useObservePrefs();
  const observed = useObserved(lab, picture, seen);
  const asked = useStore(wish, null);
  const [missing, setMissing] = useState<string | null>(null);
  const ids = useId();
  const target = asked?.picture === picture ? asked.target : null;
  const onTarget = useCallback((text: string | null) => {
    setMissing(text);
    if (text === null) wish.set(null);
  }, []);
  const close = (): void => {
    changePrefs({ open: false });
    wish.set(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target: element } = event;
    if (event.key !== 'Escape' || !(element instanceof Element)) return;
    if (element.closest('input, select, dialog') !== null) return;
    close();
    document.querySelector<HTMLElement>('[data-observe-button]')?.focus();
  };
  return (
    <section
      className={styles.panel}
      aria-label="观察"
      data-testid="observe"
      data-observe-panel
      onKeyDown={onKeyDown}
    >
      <div className={styles.toolbar}>
        <PictureTabs ids={ids} picture={picture} />
        <span className={styles.space} />
        <PanelTools wide={wide} onClose={close} />
      </div>
      <div
        id={`${ids}-panel`}
        role="tabpanel"
        aria-labelledby={`${ids}-${picture}`}
        className={styles.view}
        data-testid={`view-${picture}`}
      >
        <Notice observed={observed} part={picture} missing={target === null ? null : missing} />
        <Suspense fallback={<p className={styles.waiting}>正在载入…</p>}>
          <PictureOf
            lab={lab}
            observed={observed}
            picture={picture}
            as={as}
            target={target}
            onTarget={onTarget}
          />
        </Suspense>
      </div>
    </section>
  );
}

function PictureTabs({ ids, picture }: { ids: string; picture: Picture }): JSX.Element {
  const go = (event: KeyboardEvent<HTMLElement>, index: number): void => {
    const next = PICTURES[(index + PICTURES.length) % PICTURES.length];
    if (next === undefined) return;
    event.preventDefault();
    changePrefs({ picture: next });
    event.currentTarget.parentElement?.querySelector<HTMLElement>(`[data-picture="${next}"]`)?.focus();
  };
  return (
    <div className={styles.tabs} role="tablist" aria-label="图">
      {PICTURES.map((each, index) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`${ids}-${each}`}
          aria-selected={each === picture}
          aria-controls={`${ids}-panel`}
          tabIndex={each === picture ? 0 : -1}
          className={styles.tab}
          data-picture={each}
          onClick={() => changePrefs({ picture: each })}
          onKeyDown={(event) => {
            if (event.key === 'ArrowRight') go(event, index + 1);
            else if (event.key === 'ArrowLeft') go(event, index - 1);
            else if (event.key === 'Home') go(event, 0);
            else if (event.key === 'End') go(event, -1);
          }}
        >
          {TITLES[each]}
        </button>
      ))}
    </div>
  );
}

function Notice({
  observed,
  part,
  missing,
}: {
  readonly observed: Observed;
  readonly part: ObservePart;
  readonly missing: string | null;
}): JSX.Element {
  const { unavailable, line } = observed;
  const reason = unavailable[part] ?? (part === 'layers' ? unavailable.writes : undefined);
  const text =
    reason !== undefined
      ? `现在看不到：${reason}`
      : line === 'waiting'
        ? '和实验机的连接断了，正在重连。'
        : missing;
  return (
    <p className={styles.notice} role="status">
      {text}
    </p>
  );
}

interface PictureOfProps {
  readonly lab: string;
  readonly observed: Observed;
  readonly picture: Picture;
  readonly as: 'picture' | 'text';
  readonly target: SeeTarget | null;
  readonly onTarget: (missing: string | null) => void;
}

function PictureOf({ lab, observed, picture, ...rest }: PictureOfProps): JSX.Element | null {
  const waiting = <p className={styles.waiting}>正在看这台机器…</p>;
  switch (picture) {
    case 'layers':
      return observed.layers ? (
        <LayersPicture state={observed.layers} writes={observed.writes} {...rest} />
      ) : (
        waiting
      );
    case 'life':
      return observed.life ? <LifePicture state={observed.life} {...rest} /> : waiting;
    case 'processes':
      return observed.processes ? <ProcessesPicture state={observed.processes} {...rest} /> : waiting;
    case 'traffic':
      return observed.traffic ? <TrafficPicture lab={lab} state={observed.traffic} {...rest} /> : waiting;
  }
}
