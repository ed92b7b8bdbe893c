import { Fragment, type JSX } from 'react';

/** Text of lab.yaml and of verdicts: plain, with `code` between backticks. */
export function RichText({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text
        .split('`')
        .map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : <Fragment key={i}>{part}</Fragment>))}
    </>
  );
}
