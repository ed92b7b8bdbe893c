import { useEffect, useState, type JSX } from 'react';
import { controlStateSchema, type ControlState, type OpenTerminals } from '../../shared/watching.ts';
import { watchUrl } from '../../shared/urls.ts';
import { failureText } from '../live/api-client.ts';
import { Recordings } from './Recordings.tsx';
import { fetchTerminals } from './watch-api.ts';
import { WatchedTerminal } from './WatchedTerminal.tsx';
import type { WatchedTerminal as Watched } from '../terminal/watched-terminal.ts';
import common from '../classroom/classroom.module.css';
import styles from './watching.module.css';

interface LearnerTerminalsProps {
  readonly classId: string;
  readonly member: string;
  readonly name: string;
}

const LOOK_MS = 5_000;

/** A learner's terminals, in their drawer: looked at, and typed into once they let us. */
export function LearnerTerminals({ classId, member, name }: LearnerTerminalsProps): JSX.Element {
  const [terminals, setTerminals] = useState<OpenTerminals | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [picked, setPicked] = useState<number | null>(null);

  useEffect(() => {
    let cancelled = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const found = await fetchTerminals(classId, member);
        if (cancelled) return;
        setTerminals(found);
        setFailure(null);
      } catch (error) {
        if (!cancelled) setFailure(failureText(error));
      }
      if (!cancelled) timer = setTimeout(() => void look(), LOOK_MS);
    };
    void look();
    return () => {
      cancelled = true;
      clearTimeout(timer);
    };
  }, [classId, member]);

  const shown = terminals?.find(({ terminal }) => terminal === picked) ?? terminals?.[0];
  return (
    <section className={styles.section} aria-label="终端">
      <h3 className={styles.heading}>终端</h3>
      {failure !== null && (
        <p className={common.failure} role="alert">
          {failure}
        </p>
      )}
      {terminals?.length === 0 && <p className={common.minor}>现在没有打开的终端。</p>}
      {terminals !== null && terminals.length > 1 && (
        <div className={styles.tabs} role="group" aria-label="看哪个终端">
          {terminals.map(({ terminal }) => (
            <button
              key={terminal}
              type="button"
              className={`${common.secondary} ${common.small}`}
              aria-pressed={terminal === shown?.terminal}
              onClick={() => setPicked(terminal)}
            >
              终端 {terminal}
            </button>
          ))}
        </div>
      )}
      {shown && (
        <Shoulder
          key={shown.terminal}
          classId={classId}
          member={member}
          name={name}
          number={shown.terminal}
        />
      )}
      <Recordings classId={classId} member={member} />
    </section>
  );
}

const SAYS: Readonly<Record<ControlState, string>> = {
  none: '只是看，学员那边会显示老师在看。',
  asked: '已经问了，等学员同意 …',
  given: '你和学员现在都能往里输入。',
  refused: '学员没有同意。',
  busy: '另一位老师正在帮这位学员。',
};

function Shoulder(props: LearnerTerminalsProps & { readonly number: number }): JSX.Element {
  const { classId, member, name, number } = props;
  const [control, setControl] = useState<ControlState>('none');
  const [watched, setWatched] = useState<Watched | null>(null);
  const asking = control === 'asked' || control === 'given';
  return (
    <>
      <div className={styles.stage}>
        <WatchedTerminal
          url={watchUrl(classId, member, number)}
          label={`${name} 的终端 ${number}`}
          waiting="正在连上学员的终端 …"
          mayType={control === 'given'}
          onOpened={setWatched}
          onText={(message) => {
            const said = controlStateSchema.safeParse(message);
            if (said.success) setControl(said.data.control);
          }}
        />
      </div>
      <div className={styles.control}>
        <button
          type="button"
          className={`${control === 'given' ? common.danger : common.secondary} ${common.small}`}
          data-testid="control"
          onClick={() => watched?.say({ control: asking ? 'end' : 'ask' })}
        >
          {control === 'given' ? '放手' : control === 'asked' ? '不问了' : '请求接手'}
        </button>
        <span className={common.minor} role="status" data-testid="control-state">
          {SAYS[control]}
        </span>
      </div>
    </>
  );
}
