import Link from '@docusaurus/Link';
import { useState, type JSX } from 'react';
import { ITEM_VERDICTS, type Item, type ItemVerdict } from '../../shared/items.ts';
import styles from './course.module.css';

export const VERDICT_TEXT: Record<ItemVerdict, string> = {
  right: '正确',
  imprecise: '不完整',
  outdated: '过时',
  wrong: '错误',
  missing: '空缺',
};

/** Every statement of the source text, with its verdict and where it is taught. `data` is filled in by the build. */
export function Errata({ data = '[]' }: { data?: string }): JSX.Element {
  const items = JSON.parse(data) as Item[];
  const [shown, setShown] = useState<ItemVerdict | 'all'>('all');
  const counts = new Map<ItemVerdict, number>();
  for (const { verdict } of items) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return (
    <>
      <div className={styles.filter} role="group" aria-label="只看哪一种" data-not-text>
        <FilterButton
          label="全部"
          count={items.length}
          on={shown === 'all'}
          onClick={() => setShown('all')}
        />
        {ITEM_VERDICTS.map((verdict) => (
          <FilterButton
            key={verdict}
            label={VERDICT_TEXT[verdict]}
            count={counts.get(verdict) ?? 0}
            on={shown === verdict}
            onClick={() => setShown(verdict)}
          />
        ))}
      </div>
      <ol className={styles.items}>
        {items.map((item) => (
          <li
            key={item.item}
            id={`item-${item.item}`}
            data-verdict={item.verdict}
            // Hidden, not left out: a link to one of them and the browser's own search still find it.
            hidden={shown !== 'all' && item.verdict !== shown}
          >
            <p className={styles.source}>
              <span className={styles.itemNumber}>{item.item}</span>
              {item.source}
              <span className={styles.verdict}>{VERDICT_TEXT[item.verdict]}</span>
            </p>
            <p>{item.correct}</p>
            {item.prove && (
              <p className={styles.prove}>
                自己验证：<code>{item.prove}</code>
              </p>
            )}
            <p className={styles.where}>
              <Link to={`/docs/${item.anchor}`}>课文里的这一节</Link>
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}

function FilterButton(props: {
  label: string;
  count: number;
  on: boolean;
  onClick: () => void;
}): JSX.Element {
  return (
    <button type="button" aria-pressed={props.on} onClick={props.onClick}>
      {props.label} <span>{props.count}</span>
    </button>
  );
}
