import { useEffect, useId, useRef, useState, type FormEvent, type JSX } from 'react';
import { MAX_NAME_CHARS, readCode, showCode, type Joined, type Looked } from '../../../shared/classroom.ts';
import { join, lookAt } from '../class-api.ts';
import { useCall } from '../use-call.ts';
import common from '../classroom.module.css';
import { codeInAddress } from './code-in-address.ts';
import styles from './join.module.css';

/** First the code; then, knowing what is recorded, the name and the agreement. */
export function JoinForm({ onJoined }: { onJoined: (joined: Joined) => void }): JSX.Element {
  const [code, setCode] = useState(() => codeInAddress(window.location));
  const [looked, setLooked] = useState<Looked | null>(null);
  const call = useCall();
  const look = (given: string): void => {
    void call.run(async () => setLooked(await lookAt(given)));
  };
  // Came by the QR code: nothing to type, so nothing to press either.
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current || code === '') return;
    asked.current = true;
    look(code);
  });
  // A link of the class opened in this very tab changes nothing but what stands behind the #.
  useEffect(() => {
    const again = (): void => {
      asked.current = false;
      setLooked(null);
      setCode(codeInAddress(window.location));
    };
    window.addEventListener('hashchange', again);
    return () => window.removeEventListener('hashchange', again);
  }, []);

  return looked ? (
    <Agree
      code={code}
      looked={looked}
      onBack={() => {
        setLooked(null);
        call.clear();
      }}
      onJoined={onJoined}
    />
  ) : (
    <CodeForm
      code={code}
      busy={call.busy}
      failure={call.failure}
      onWrite={(text) => {
        // Typed by hand from here on: sent when the person says so.
        asked.current = true;
        setCode(text);
        call.clear();
      }}
      onSubmit={look}
    />
  );
}

interface CodeFormProps {
  readonly code: string;
  readonly busy: boolean;
  readonly failure: string | null;
  readonly onWrite: (text: string) => void;
  readonly onSubmit: (code: string) => void;
}

function CodeForm({ code, busy, failure, onWrite, onSubmit }: CodeFormProps): JSX.Element {
  const id = useId();
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readCode(code);
    setWrong(!read);
    if (read) onSubmit(read.code);
  };
  const problem =
    failure ?? (wrong ? '码是 6、8 或 10 个字母和数字。对照黑板或纸条，看看有没有漏掉或多出一个。' : null);
  return (
    <form onSubmit={submit}>
      <h1>加入班级</h1>
      <div className={common.field}>
        <label htmlFor={id}>码</label>
        <input
          id={id}
          className={styles.codeInput}
          value={code}
          placeholder="ABC-DEF"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          autoFocus
          maxLength={40}
          aria-describedby={`${id}-help`}
          aria-invalid={problem !== null}
          data-testid="class-code"
          onChange={(event) => {
            setWrong(false);
            onWrite(event.target.value);
          }}
        />
        <span id={`${id}-help`} className={common.minor}>
          黑板上的班级码、纸条上的一次性码，或者你自己的回归码。大小写和连字符都不要紧。
        </span>
      </div>
      {problem && (
        <p className={common.failure} role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className={`${common.primary} ${styles.go}`} aria-disabled={busy}>
        {busy ? '正在查…' : '下一步'}
      </button>
    </form>
  );
}

interface AgreeProps {
  readonly code: string;
  readonly looked: Looked;
  readonly onBack: () => void;
  readonly onJoined: (joined: Joined) => void;
}

function Agree({ code, looked, onBack, onJoined }: AgreeProps): JSX.Element {
  const id = useId();
  const [name, setName] = useState('');
  const [agreed, setAgreed] = useState(false);
  const [missing, setMissing] = useState<'name' | 'agree' | null>(null);
  const call = useCall();
  const heading = useRef<HTMLHeadingElement>(null);
  // The form before it is gone, and the focus with it.
  useEffect(() => heading.current?.focus(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const problem = looked.name === null && name.trim() === '' ? 'name' : agreed ? null : 'agree';
    setMissing(problem);
    if (problem !== null) {
      document.getElementById(`${id}-${problem}`)?.focus();
      return;
    }
    void call.run(async () => {
      onJoined(await join(looked.name === null ? { code, name: name.trim() } : { code }));
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <h1 ref={heading} tabIndex={-1} className={styles.heading}>
        {looked.kind === 'rejoin' ? '欢迎回来' : '加入班级'}
      </h1>
      <p className={styles.class}>
        <strong>{looked.title}</strong>
        <button type="button" className={`${common.quiet} ${common.small}`} onClick={onBack}>
          <span className={common.code}>{showCode(code)}</span> · 换一个码
        </button>
      </p>
      {looked.name === null ? (
        <div className={common.field}>
          <label htmlFor={`${id}-name`}>你的名字</label>
          <input
            id={`${id}-name`}
            value={name}
            maxLength={MAX_NAME_CHARS}
            autoComplete="name"
            data-testid="class-name"
            aria-invalid={missing === 'name'}
            aria-describedby={`${id}-name-help`}
            onChange={(event) => {
              setName(event.target.value);
              setMissing(null);
            }}
          />
          <span id={`${id}-name-help`} className={common.minor}>
            老师用它找到你，写平时上课用的名字。
          </span>
        </div>
      ) : (
        <p>
          你是<strong>{looked.name}</strong>。
          {looked.kind === 'one-time' && (
            <span className={common.minor}>名字是老师写好的；不是你，就别用这张纸条。</span>
          )}
        </p>
      )}
      <section className={styles.notices} aria-labelledby={`${id}-notices`}>
        <h2 id={`${id}-notices`}>这个班会记录什么</h2>
        <ul>
          {looked.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
        <label className={common.check}>
          <input
            id={`${id}-agree`}
            type="checkbox"
            checked={agreed}
            data-testid="class-agree"
            aria-invalid={missing === 'agree'}
            onChange={(event) => {
              setAgreed(event.target.checked);
              setMissing(null);
            }}
          />
          <span>我知道了，同意</span>
        </label>
      </section>
      {(missing ?? call.failure) && (
        <p className={common.failure} role="alert">
          {missing === 'name'
            ? '写上你的名字。'
            : missing === 'agree'
              ? '看过会记录什么，打勾同意以后才能加入。'
              : call.failure}
        </p>
      )}
      <button
        type="submit"
        className={`${common.primary} ${styles.go}`}
        aria-disabled={call.busy}
        data-testid="class-join"
      >
        {call.busy ? '正在加入…' : looked.kind === 'rejoin' ? '回到班里' : '加入'}
      </button>
    </form>
  );
}
