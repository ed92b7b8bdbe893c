import type { JSX } from 'react';
import type { Fact as FactData } from '../../shared/facts.ts';
import styles from './course.module.css';

/** A value that perishes, in the middle of a sentence; what it is, its source and its date are one hover or tab away. */
export function Fact({ data }: { id: string; data?: string }): JSX.Element {
  if (data === undefined) throw new Error('<Fact> 由构建填入内容，只能写在课文里。');
  const fact = JSON.parse(data) as FactData;
  const says = `${fact.what}；${fact.source}，${fact.asOf}；${fact.checked} 核对`;
  return (
    <a className={styles.fact} href={`/docs/perishables#${fact.id}`} title={says}>
      {fact.value}
    </a>
  );
}

/** All of them, by topic. */
export function Facts({ data = '[]' }: { data?: string }): JSX.Element {
  const facts = JSON.parse(data) as FactData[];
  const topics = [...new Set(facts.map(({ topic }) => topic))];
  return (
    <>
      {topics.map((topic) => (
        <section key={topic} aria-label={topic}>
          <h2>{topic}</h2>
          <dl className={styles.facts}>
            {facts
              .filter((fact) => fact.topic === topic)
              .map((fact) => (
                <div key={fact.id} id={fact.id}>
                  <dt>{fact.what}</dt>
                  <dd>
                    <p>{fact.value}</p>
                    <p className={styles.factSource}>
                      出处：{fact.url ? <a href={fact.url}>{fact.source}</a> : fact.source}；成立于{' '}
                      {fact.asOf}；{fact.checked} 核对{fact.note && `（${fact.note}）`}
                    </p>
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </>
  );
}
