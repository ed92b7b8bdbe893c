import Link from '@docusaurus/Link';
import { useId, useState, type JSX } from 'react';
import type { ShownTerm, TermGroup } from '../../shared/glossary.ts';
import styles from './course.module.css';

/** All terms by letter, with a box that leaves those in which the words occur. `data` is filled in by the build. */
export function Glossary({ data = '[]' }: { data?: string }): JSX.Element {
  const groups = JSON.parse(data) as TermGroup[];
  const [wanted, setWanted] = useState('');
  const box = useId();
  const fits = (term: ShownTerm): boolean => contains(term, wanted);
  const found = groups.flatMap(({ terms }) => terms).filter(fits).length;
  return (
    <>
      <div className={styles.find} data-not-text>
        <label htmlFor={box}>筛选</label>
        <input
          id={box}
          type="search"
          value={wanted}
          placeholder="中文、英文都行，例如 白障、digest"
          onChange={(event) => setWanted(event.target.value)}
        />
        <span role="status">{wanted.trim() === '' ? `${found} 个词` : `找到 ${found} 个词`}</span>
      </div>
      <nav className={styles.letters} aria-label="按字母跳到" data-not-text hidden={wanted.trim() !== ''}>
        {groups.map(({ letter }) => (
          <a key={letter} href={`#letter-${letter}`}>
            {letter}
          </a>
        ))}
      </nav>
      {groups.map(({ letter, terms }) => (
        // Hidden, not left out: a link to one of them and the browser's own search still find it.
        <section key={letter} aria-labelledby={`letter-${letter}`} hidden={!terms.some(fits)}>
          <h2 id={`letter-${letter}`} className={styles.letter}>
            {letter}
          </h2>
          <dl className={styles.terms}>
            {terms.map((each) => (
              <div key={each.term} hidden={!fits(each)}>
                <dt>
                  {each.term}
                  {each.also && <span lang={isLatin(each.also) ? 'en' : undefined}>{each.also}</span>}
                </dt>
                <dd>
                  {each.say} <Link to={`/docs/${each.anchor}`}>{each.lesson}</Link>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}

const isLatin = (word: string): boolean => /[a-z]/i.test(word);

/** Each of the words somewhere in it; `cache id` finds cache-id. */
function contains({ term, also = '', say }: ShownTerm, wanted: string): boolean {
  const text = `${term} ${also} ${say}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
