import type { JSX } from 'react';
import { MAX_ANSWER_CHARS } from '../../shared/api.ts';
import type { PublicQuestion } from '../../shared/lab.ts';
import { RichText } from './RichText.tsx';
import styles from './questions.module.css';

interface QuestionsProps {
  readonly formId: string;
  readonly questions: readonly PublicQuestion[];
  readonly answers: Readonly<Record<string, string>>;
  /** The question that the verdict is about. */
  readonly wrong: PublicQuestion | undefined;
  readonly verdictId: string;
  readonly onWrite: (question: string, text: string) => void;
  readonly onSubmit: () => void;
}

/** What the learner fills in. Its submit button stands in the step's foot. */
export function Questions(props: QuestionsProps): JSX.Element {
  const { formId, questions, answers, wrong, verdictId, onWrite, onSubmit } = props;
  return (
    <form
      id={formId}
      className={styles.questions}
      data-not-text
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {questions.map((question, index) => (
        <Question
          key={question.id}
          question={question}
          number={questions.length > 1 ? index + 1 : null}
          fieldId={fieldId(formId, question.id)}
          value={answers[question.id] ?? ''}
          verdictId={question === wrong ? verdictId : undefined}
          onWrite={(text) => onWrite(question.id, text)}
        />
      ))}
    </form>
  );
}

const fieldId = (formId: string, question: string): string => `${formId}-${question}`;

/** Where the learner goes on after a wrong answer. */
export function focusQuestion(formId: string, { id, choices }: PublicQuestion): void {
  const field = document.getElementById(fieldId(formId, id));
  const target = choices ? (field?.querySelector('input:checked') ?? field?.querySelector('input')) : field;
  if (target instanceof HTMLElement) target.focus();
}

interface QuestionProps {
  readonly question: PublicQuestion;
  readonly number: number | null;
  readonly fieldId: string;
  readonly value: string;
  /** Set where the verdict is about this question. */
  readonly verdictId: string | undefined;
  readonly onWrite: (text: string) => void;
}

function Question({ question, number, fieldId, value, verdictId, onWrite }: QuestionProps): JSX.Element {
  const { ask, choices, multiline, placeholder } = question;
  const isWrong = verdictId !== undefined;
  const asked = (
    <>
      {number !== null && <span className={styles.number}>第 {number} 问</span>}
      <RichText text={ask} />
    </>
  );
  if (choices) {
    return (
      <fieldset
        id={fieldId}
        className={styles.question}
        data-wrong={isWrong}
        aria-describedby={verdictId}
        role="radiogroup"
        aria-invalid={isWrong}
      >
        <legend>{asked}</legend>
        {choices.map((choice) => (
          <label key={choice} className={styles.choice}>
            <input
              type="radio"
              name={fieldId}
              value={choice}
              checked={value === choice}
              onChange={() => onWrite(choice)}
            />
            <span>
              <RichText text={choice} />
            </span>
          </label>
        ))}
      </fieldset>
    );
  }
  const field = {
    id: fieldId,
    className: styles.field,
    value,
    placeholder,
    maxLength: MAX_ANSWER_CHARS,
    autoComplete: 'off',
    autoCapitalize: 'off',
    spellCheck: false,
    'aria-invalid': isWrong,
    'aria-describedby': verdictId,
  } as const;
  return (
    <div className={styles.question} data-wrong={isWrong}>
      <label htmlFor={fieldId}>{asked}</label>
      {multiline ? (
        <textarea
          {...field}
          rows={4}
          onChange={(event) => onWrite(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
      ) : (
        <input {...field} type="text" onChange={(event) => onWrite(event.target.value)} />
      )}
    </div>
  );
}
