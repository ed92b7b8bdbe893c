import { useState, type JSX } from 'react';
import type { Change, LayerName, LayersState } from '../../../shared/observe.ts';
import { copyText } from '../../terminal/clipboard.ts';
import { clock, sizeText } from '../draw/text.ts';
import { AT_TEXT, madeBy, NAME_TITLE, type LayerPiece } from './pieces.ts';
import { placesOf } from './places.ts';
import styles from './layers.module.css';

interface LayerDetailProps {
  readonly state: LayersState;
  readonly piece: LayerPiece;
  readonly onPoint: (layers: ReadonlySet<string>) => void;
  readonly onSelect: (layer: string) => void;
  readonly onClose: () => void;
}

/** All that is known of one layer: its names, each with the file that it was read from, and what is in it. */
export function LayerDetail({ state, piece, onPoint, onSelect, onClose }: LayerDetailProps): JSX.Element {
  const { layer, container, written, tags } = piece;
  const title =
    layer.kind === 'image'
      ? '镜像层'
      : `${container?.name ?? ''} 的${layer.kind === 'init' ? ' init 层' : '读写层'}`;
  const size = layer.sizeBytes ?? written?.sizeBytes ?? null;
  return (
    <section className={styles.detail} aria-label={title} data-testid="layer-detail">
      <header>
        <h3>
          {title}
          {tags.length > 0 && <small> {tags.join('、')}</small>}
        </h3>
        <button type="button" className={styles.close} aria-label="关上" onClick={onClose}>
          ×
        </button>
      </header>
      {layer.createdBy !== null && <code className={styles.made}>{madeBy(layer.createdBy)}</code>}
      <dl className={styles.facts}>
        {size !== null && (
          <div>
            <dt>大小</dt>
            <dd>
              {sizeText(size)}
              {size >= 1000 && `（${size.toLocaleString('en')} 字节）`}
            </dd>
          </div>
        )}
        {layer.directory !== null && (
          <div>
            <dt>内容在</dt>
            <dd>
              <code>{layer.directory}</code>
            </dd>
          </div>
        )}
        {layer.images.length > 0 && (
          <div>
            <dt>属于</dt>
            <dd>{layer.images.map((id) => imageName(state, id)).join('、')}</dd>
          </div>
        )}
      </dl>
      <ul className={styles.names} onMouseLeave={() => onPoint(new Set())}>
        {layer.names.map((name) => (
          <Name
            key={`${name.kind} ${name.value}`}
            state={state}
            piece={piece}
            name={name}
            onPoint={onPoint}
            onSelect={onSelect}
          />
        ))}
      </ul>
      {layer.kind === 'rw' && written && <Changes changes={written.changes} more={written.more} />}
      {layer.marks.length > 0 && <Marks piece={piece} />}
    </section>
  );
}

const imageName = (state: LayersState, id: string): string => {
  const image = state.images.find((each) => each.id === id);
  return image?.tags[0] ?? id.replace(/^sha256:/, '').slice(0, 12);
};

interface NameProps {
  readonly state: LayersState;
  readonly piece: LayerPiece;
  readonly name: LayerName;
  readonly onPoint: (layers: ReadonlySet<string>) => void;
  readonly onSelect: (layer: string) => void;
}

function Name({ state, piece, name, onPoint, onSelect }: NameProps): JSX.Element {
  const [copied, setCopied] = useState(false);
  const places = placesOf(state, piece.layer, name);
  const point = (): void => onPoint(new Set(places.flatMap(({ layer }) => (layer === null ? [] : [layer]))));
  return (
    <li className={styles.name} onMouseEnter={point} onFocus={point} data-name={name.kind}>
      <div className={styles.nameTitle}>
        <strong>{NAME_TITLE[name.kind]}</strong>
        <button
          type="button"
          className={styles.copy}
          aria-label={`复制 ${NAME_TITLE[name.kind]}`}
          onClick={() => void copyText(name.value).then(() => setCopied(true))}
          onBlur={() => setCopied(false)}
        >
          {copied ? '✔ 复制好了' : '复制'}
        </button>
      </div>
      <code className={styles.value} data-testid="value">
        {name.value}
      </code>
      <p className={styles.from}>
        {name.file !== null && <code>{name.file}</code>}
        <span>{AT_TEXT[name.at]}</span>
      </p>
      {places.length > 0 && (
        <details className={styles.places}>
          <summary>还写在 {places.length} 处</summary>
          <ul>
            {places.map(({ layer, text, file }, index) => (
              <li key={index}>
                {layer !== null && layer !== piece.key ? (
                  <button type="button" className={styles.link} onClick={() => onSelect(layer)}>
                    {text}
                  </button>
                ) : (
                  text
                )}
                {file !== null && <code>{file}</code>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

const CHANGE_TEXT = { A: '新增', C: '改动', D: '删除' } as const;
const TYPE_TEXT: Partial<Record<Change['type'], string>> = {
  dir: '目录',
  link: '符号链接',
  fifo: '管道',
  socket: '套接字',
  device: '设备',
};

export function Changes({ changes, more }: { changes: readonly Change[]; more: number }): JSX.Element {
  return (
    <section className={styles.changes} aria-label="改动">
      <h4>改动，最近的在上面</h4>
      {changes.length === 0 && <p className={styles.empty}>还没有。在容器里写一个文件试试。</p>}
      <ol>
        {changes.map((change) => (
          <li key={change.path} data-change={change.change}>
            <abbr title={CHANGE_TEXT[change.change]}>{change.change}</abbr>
            <code>{change.path}</code>
            <span className={styles.why}>{signOf(change)}</span>
            <time>{clock(change.at)}</time>
          </li>
        ))}
      </ol>
      {more > 0 && <p className={styles.empty}>还有 {more} 处。</p>}
    </section>
  );
}

function signOf(change: Change): string {
  if (change.type === 'whiteout') return '白障 c 0 0';
  if (change.opaque !== null) return `不透明目录 ${change.opaque}`;
  return TYPE_TEXT[change.type] ?? sizeText(change.sizeBytes);
}

function Marks({ piece: { layer } }: { piece: LayerPiece }): JSX.Element {
  return (
    <section className={styles.changes} aria-label="记号">
      <h4>盖住了下面的</h4>
      <ol>
        {layer.marks.map((mark) => (
          <li key={mark.path} data-change="D">
            <abbr title={mark.kind === 'whiteout' ? '白障' : '不透明目录'}>
              {mark.kind === 'whiteout' ? '✕' : '▣'}
            </abbr>
            <code>{mark.path}</code>
            <span className={styles.why}>
              {mark.kind === 'whiteout' ? '白障' : '不透明目录'} {mark.sign}
            </span>
          </li>
        ))}
      </ol>
      {layer.moreMarks > 0 && <p className={styles.empty}>还有 {layer.moreMarks} 处。</p>}
    </section>
  );
}
