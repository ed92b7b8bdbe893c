import { useId, useState, type FormEvent, type JSX } from 'react';
import { createPortal } from 'react-dom';
import { MAX_CODES, showCode, type ClassInfo, type Codes, type NewCodes } from '../../../shared/classroom.ts';
import { JOIN_PAGE } from '../../../shared/urls.ts';
import { makeCodes } from '../class-api.ts';
import { Dialog } from '../Dialog.tsx';
import { useCall } from '../use-call.ts';
import common from '../classroom.module.css';
import styles from './codes.module.css';

interface CodesDialogProps {
  readonly info: ClassInfo;
  readonly addresses: readonly string[];
  readonly onClose: () => void;
}

/** 一次性码: one slip of paper each, for an exam. */
export function CodesDialog({ info, addresses, onClose }: CodesDialogProps): JSX.Element {
  const [made, setMade] = useState<Codes | null>(null);
  return (
    <Dialog title="一次性码" shape="wide" onClose={onClose}>
      {made ? (
        <Slips info={info} address={addresses[0] ?? window.location.origin} codes={made} onClose={onClose} />
      ) : (
        <Ask info={info} onMade={setMade} />
      )}
    </Dialog>
  );
}

function Ask({ info, onMade }: { info: ClassInfo; onMade: (codes: Codes) => void }): JSX.Element {
  const id = useId();
  const [names, setNames] = useState('');
  const [count, setCount] = useState(40);
  const call = useCall();
  const list = names
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const request: NewCodes = list.length > 0 ? { names: list } : { count };
    void call.run(async () => onMade(await makeCodes(info.class, request)));
  };
  return (
    <form onSubmit={submit}>
      <p>
        每个码只能用一次，用它加入的人就占住了它。
        {info.settings.joinBy === 'code' && '现在班级码也能加入；考试时请在班级设置里改成“只凭一次性码”。'}
      </p>
      <div className={common.field}>
        <label htmlFor={`${id}-names`}>名单，一行一个</label>
        <textarea
          id={`${id}-names`}
          value={names}
          rows={6}
          data-testid="code-names"
          onChange={(event) => setNames(event.target.value)}
        />
        <span className={common.minor}>
          码和名字印在一起，学员不用再写名字。没有名单就空着，下面写要几个。
        </span>
      </div>
      {list.length === 0 && (
        <div className={common.field}>
          <label htmlFor={`${id}-count`}>要几个</label>
          <input
            id={`${id}-count`}
            type="number"
            min={1}
            max={MAX_CODES}
            value={Number.isNaN(count) ? '' : count}
            onChange={(event) => setCount(event.target.valueAsNumber)}
          />
        </div>
      )}
      {call.failure && (
        <p className={common.failure} role="alert">
          {call.failure}
        </p>
      )}
      <div className={common.buttons} data-end>
        <button type="submit" className={common.primary} aria-disabled={call.busy} data-testid="make-codes">
          做 {list.length > 0 ? list.length : Number.isNaN(count) ? 0 : count} 个码
        </button>
      </div>
    </form>
  );
}

interface SlipsProps {
  readonly info: ClassInfo;
  readonly address: string;
  readonly codes: Codes;
  readonly onClose: () => void;
}

function Slips({ info, address, codes: { codes }, onClose }: SlipsProps): JSX.Element {
  const at = `${address.replace(/\/$/, '')}${JOIN_PAGE}`;
  const slips = (
    <ul className={styles.slips}>
      {codes.map(({ code, name }) => (
        <li key={code}>
          <span className={styles.class}>{info.settings.title}</span>
          {name !== null && <strong className={styles.name}>{name}</strong>}
          <span className={styles.code}>{showCode(code)}</span>
          <span className={styles.at}>{at}</span>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <p role="status">{codes.length} 个码做好了。它们只显示这一次：现在就打印，裁开，一人一张。</p>
      {slips}
      {/* Printed from outside of the dialog: what lies in the browser's top layer is one page, whatever its length. */}
      {createPortal(<div className={styles.paper}>{slips}</div>, document.body)}
      <div className={common.buttons} data-end>
        <button type="button" className={common.secondary} onClick={onClose}>
          关闭
        </button>
        <button
          type="button"
          className={common.primary}
          onClick={() => {
            document.documentElement.toggleAttribute('data-printing', true);
            window.print();
            document.documentElement.removeAttribute('data-printing');
          }}
        >
          打印
        </button>
      </div>
    </>
  );
}
