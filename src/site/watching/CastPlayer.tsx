import { useEffect, useRef, useState, type JSX } from 'react';
import 'asciinema-player/dist/bundle/asciinema-player.css';
import { TERMINAL_FONTS } from '../terminal/themes.ts';
import common from '../classroom/classroom.module.css';
import styles from './watching.module.css';

/** Waiting is left out: nobody wants to look at somebody thinking. */
const IDLE_S = 2;

/** An asciicast; its marks are where a step was passed. */
export function CastPlayer({ url }: { url: string }): JSX.Element {
  const container = useRef<HTMLDivElement>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let cancelled = false;
    let player: { dispose(): void } | undefined;
    import('asciinema-player').then(
      ({ create }) => {
        if (cancelled) return;
        player = create(url, element, {
          idleTimeLimit: IDLE_S,
          preload: true,
          fit: 'both',
          controls: true,
          terminalFontFamily: TERMINAL_FONTS,
        });
      },
      () => setBroken(true),
    );
    return () => {
      cancelled = true;
      player?.dispose();
    };
  }, [url]);
  return (
    <>
      <div ref={container} className={styles.player} data-testid="cast-player" />
      <p className={common.minor}>
        空格播放或暂停，← → 快退快进，[ 和 ] 跳到上一个、下一个标记（通过的步骤）。停顿超过 {IDLE_S}{' '}
        秒的地方已经略去。
      </p>
      {broken && (
        <p className={common.failure} role="alert">
          播放器没有载入。请刷新页面。
        </p>
      )}
    </>
  );
}
