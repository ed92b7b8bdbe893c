import type { JSX } from 'react';
import type { LayersState } from '../../../shared/observe.ts';
import { sizeText } from '../draw/text.ts';
import { AT_TEXT, labelOf, NAME_TITLE, type LayerPiece } from './pieces.ts';
import styles from './layers.module.css';

/** The same as the picture, as a list: what lies on a layer is below it. */
export function LayersText({
  state,
  pieces,
}: {
  state: LayersState;
  pieces: readonly LayerPiece[];
}): JSX.Element {
  const ground = pieces.filter((piece) => !pieces.some((each) => each.key === piece.below));
  if (ground.length === 0) return <p className={styles.empty}>还没有镜像，也没有容器。</p>;
  return (
    <div className={styles.text}>
      <p>
        从最底下的层数起；叠在一层上面的，缩进写在它下面。{state.images.length} 个镜像，
        {state.containers.length} 个容器，{state.layers.length} 层。
      </p>
      <Level pieces={pieces} level={ground} />
    </div>
  );
}

function Level({
  pieces,
  level,
}: {
  pieces: readonly LayerPiece[];
  level: readonly LayerPiece[];
}): JSX.Element {
  return (
    <ul>
      {level.map((piece) => {
        const above = pieces.filter((each) => each.below === piece.key);
        return (
          <li key={piece.key}>
            <Line piece={piece} />
            {above.length > 0 && <Level pieces={pieces} level={above} />}
          </li>
        );
      })}
    </ul>
  );
}

function Line({ piece }: { piece: LayerPiece }): JSX.Element {
  const { layer, tags, container, written } = piece;
  return (
    <>
      {container && <strong>{container.name}：</strong>}
      {layer.kind === 'image' ? (
        <>
          {tags.length > 0 && <strong>{tags.join('、')}：</strong>}
          <code>{labelOf(piece, 'made') || '（没有构建记录）'}</code>
        </>
      ) : layer.kind === 'init' ? (
        'init 层'
      ) : (
        '读写层'
      )}
      {layer.sizeBytes !== null && `，${sizeText(layer.sizeBytes)}`}
      {layer.images.length > 1 && `，${layer.images.length} 个镜像共用`}
      <details>
        <summary>编号和内容</summary>
        <dl>
          {layer.names.map((name) => (
            <div key={`${name.kind} ${name.value}`}>
              <dt>{NAME_TITLE[name.kind]}</dt>
              <dd>
                <code>{name.value}</code>
                {name.file !== null && (
                  <>
                    （{AT_TEXT[name.at]}：<code>{name.file}</code>）
                  </>
                )}
              </dd>
            </div>
          ))}
          {layer.directory !== null && (
            <div>
              <dt>内容在</dt>
              <dd>
                <code>{layer.directory}</code>
              </dd>
            </div>
          )}
        </dl>
        {layer.marks.map((mark) => (
          <div key={mark.path}>
            {mark.kind === 'whiteout' ? '白障' : '不透明目录'} <code>{mark.path}</code>
          </div>
        ))}
      </details>
      {layer.kind === 'rw' && written && written.changes.length > 0 && (
        <ul>
          {written.changes.map((change) => (
            <li key={change.path}>
              {change.change} <code>{change.path}</code>
              {change.type === 'whiteout' && '（白障）'}
              {change.opaque !== null && '（不透明目录）'}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
