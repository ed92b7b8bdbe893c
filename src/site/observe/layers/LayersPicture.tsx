import { useEffect, useId, useLayoutEffect, useMemo, useState, type JSX } from 'react';
import type { LayersState, WritesState } from '../../../shared/observe.ts';
import type { SeeTarget } from '../../../shared/see.ts';
import { clock } from '../draw/text.ts';
import { useRoom } from '../draw/use-room.ts';
import { LayerDetail } from './LayerDetail.tsx';
import { LayersSvg } from './LayersSvg.tsx';
import { LayersText } from './LayersText.tsx';
import { LABELS, piecesOf, type Label, type LayerPiece } from './pieces.ts';
import { find } from './places.ts';
import { layerOf } from './sight.ts';
import { stack } from './stack.ts';
import styles from './layers.module.css';

const LABEL_TEXT: Record<Label, string> = {
  made: '怎么来的',
  diffId: 'diffID',
  chainId: 'chainID',
  cacheId: 'cache-id',
  link: 'link',
  size: '字节数',
};
const STORE_TEXT = { overlay2: 'overlay2', containerd: 'containerd 镜像存储', other: '' } as const;
const NONE: ReadonlySet<string> = new Set();

interface LayersPictureProps {
  readonly state: LayersState;
  readonly writes: WritesState | null;
  readonly as: 'picture' | 'text';
  readonly target: SeeTarget | null;
  /** Said when the target has been shown, or can't be. */
  readonly onTarget: (missing: string | null) => void;
}

export function LayersPicture({ state, writes, as, target, onTarget }: LayersPictureProps): JSX.Element {
  const pieces = useMemo(() => piecesOf(state, writes), [state, writes]);
  const laid = useMemo(() => stack(pieces), [pieces]);
  const [selected, setSelected] = useState<string | null>(null);
  const [pointed, setPointed] = useState(NONE);
  const [label, setLabel] = useState<Label>('made');
  const [wanted, setWanted] = useState('');
  const [room, setRoom, width] = useRoom();
  const ids = useId();

  const found = useMemo(() => find(state, wanted), [state, wanted]);
  const lit = pointed.size > 0 ? pointed : new Set(found.map(({ layer }) => layer));
  const piece = pieces.find((each) => each.key === selected);

  const select = (key: string | null): void => {
    setSelected(key);
    setPointed(NONE);
  };
  const isDrawn = width > 0 && pieces.length > 0;
  useLayoutEffect(() => {
    // A stack is looked at from the ground.
    if (isDrawn) room?.scrollTo({ top: room.scrollHeight });
  }, [room, isDrawn]);
  // Opening a layer takes room from the picture.
  useEffect(() => {
    if (selected !== null) elementIn(room, selected)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [room, selected, width]);
  const [shown, setShown] = useState<SeeTarget | null>(null);
  const there = target && layerOf(state, target);
  if (there && 'id' in there && shown !== target) {
    setShown(target);
    select(there.id);
  }
  useEffect(() => {
    if (there === null) return;
    if ('missing' in there) return onTarget(there.missing);
    const element = elementIn(room, there.id);
    element?.focus();
    element?.scrollIntoView({ block: 'nearest', inline: 'center' });
    if (element || as === 'text') onTarget(null);
  }, [there, room, width, as, onTarget]);

  if (state.store.kind === 'other')
    return (
      <p className={styles.empty}>
        这台机器的 Docker 用的是 {state.store.driver}，它不把镜像分层放，画不出层。
      </p>
    );
  return (
    <div className={styles.picture} data-testid="picture-layers">
      <div className={styles.bar}>
        <span className={styles.store} title={state.store.root}>
          存储：<strong data-testid="store">{STORE_TEXT[state.store.kind]}</strong>
        </span>
        <label>
          层上写
          <select value={label} onChange={(event) => setLabel(event.target.value as Label)}>
            {LABELS.map((each) => (
              <option key={each} value={each}>
                {LABEL_TEXT[each]}
              </option>
            ))}
          </select>
        </label>
        <label className={styles.find}>
          <span className={styles.srOnly}>找一个编号</span>
          <input
            type="search"
            value={wanted}
            placeholder="粘贴一个编号，看是哪一层"
            spellCheck={false}
            autoComplete="off"
            aria-describedby={`${ids}-found`}
            onChange={(event) => setWanted(event.target.value)}
            onKeyDown={(event) => {
              const first = found[0];
              if (event.key === 'Enter' && first) select(first.layer);
            }}
          />
        </label>
        <span id={`${ids}-found`} className={styles.found} role="status">
          {wanted.trim() !== '' && foundText(found)}
        </span>
      </div>
      {as === 'text' ? (
        <div className={styles.scroll} tabIndex={0} role="group" aria-label="镜像层，文字">
          <LayersText state={state} pieces={pieces} />
        </div>
      ) : (
        <div className={styles.body} data-detail={piece !== undefined}>
          <div ref={setRoom} className={styles.scroll}>
            {pieces.length === 0 ? (
              <p className={styles.empty}>
                码头上还是空的。拉取一个镜像，例如 <code>docker pull hello-world</code>，它的层就会落在这里。
              </p>
            ) : (
              width > 0 && (
                <LayersSvg
                  stack={laid}
                  width={width}
                  label={label}
                  selected={selected}
                  lit={lit}
                  onSelect={select}
                />
              )
            )}
          </div>
          {piece && (
            <LayerDetail
              key={piece.key}
              state={state}
              piece={piece}
              onPoint={setPointed}
              onSelect={(key) => {
                select(key);
                elementIn(room, key)?.focus();
              }}
              onClose={() => {
                elementIn(room, piece.key)?.focus();
                select(null);
              }}
            />
          )}
        </div>
      )}
      <Foot state={state} pieces={pieces} />
    </div>
  );
}

const elementIn = (room: HTMLElement | null, key: string): SVGGElement | null =>
  room?.querySelector<SVGGElement>(`[data-layer="${CSS.escape(key)}"]`) ?? null;

function foundText(found: ReturnType<typeof find>): string {
  const [first] = found;
  if (!first) return '没有找到';
  return found.length === 1 ? `是${first.what}` : `${found.length} 层：${first.what}`;
}

/** What was written last, and what is not drawn. */
function Foot({ state, pieces }: { state: LayersState; pieces: readonly LayerPiece[] }): JSX.Element {
  let last: { piece: LayerPiece; path: string; change: string; at: string } | undefined;
  for (const piece of pieces)
    for (const { path, change, at } of piece.written?.changes ?? [])
      if (last === undefined || at > last.at) last = { piece, path, change, at };
  const hidden = [
    ...(state.moreImages > 0 ? [`${state.moreImages} 个镜像`] : []),
    ...(state.moreLayers > 0 ? [`${state.moreLayers} 层`] : []),
    ...(state.moreContainers > 0 ? [`${state.moreContainers} 个容器`] : []),
  ];
  return (
    <p className={styles.foot}>
      <span role="status" data-testid="last-write">
        {last && (
          <>
            最近写的：{last.piece.container?.name} <b data-change={last.change}>{last.change}</b>{' '}
            <code>{last.path}</code> <time>{clock(last.at)}</time>
          </>
        )}
      </span>
      {state.otherLayers > 0 && (
        <span title="构建缓存，或者另一种存储留下的">磁盘上还有 {state.otherLayers} 层没有镜像在用</span>
      )}
      {hidden.length > 0 && <span>太多，没有画出：{hidden.join('、')}</span>}
    </p>
  );
}
