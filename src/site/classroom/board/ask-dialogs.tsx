import { useId, useState, type FormEvent, type JSX, type ReactNode } from 'react';
import type { BoardLab } from '../../../shared/board.ts';
import { MAX_MESSAGE_CHARS, type Action } from '../../../shared/classroom.ts';
import { act } from '../class-api.ts';
import { Dialog } from '../Dialog.tsx';
import { useCall } from '../use-call.ts';
import common from '../classroom.module.css';

/** To one member, or to all: null. */
export interface To {
  readonly member: string;
  readonly name: string;
}

interface AskProps {
  readonly classId: string;
  readonly to: To | null;
  readonly onClose: () => void;
}

interface ActionFormProps extends AskProps {
  readonly title: string;
  readonly confirm: string;
  /** Null: something is missing; then nothing is sent. */
  readonly action: () => Action | null;
  readonly children: ReactNode;
}

function ActionDialog({ classId, title, confirm, action, onClose, children }: ActionFormProps): JSX.Element {
  const call = useCall();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = action();
    if (wanted) void call.run(() => act(classId, wanted)).then((done) => done && onClose());
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        {children}
        {call.failure && (
          <p className={common.failure} role="alert">
            {call.failure}
          </p>
        )}
        <div className={common.buttons} data-end>
          <button type="button" className={common.secondary} onClick={onClose}>
            取消
          </button>
          <button type="submit" className={common.primary} aria-disabled={call.busy} data-testid="send">
            {confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function MessageDialog(props: AskProps): JSX.Element {
  const id = useId();
  const [text, setText] = useState('');
  const { to } = props;
  return (
    <ActionDialog
      {...props}
      title={to ? `给 ${to.name} 发消息` : '给全班发消息'}
      confirm="发出"
      action={() => {
        if (text.trim() !== '') return { type: 'message', to: to?.member ?? null, text: text.trim() };
        document.getElementById(id)?.focus();
        return null;
      }}
    >
      <div className={common.field}>
        <label htmlFor={id}>说什么</label>
        <textarea
          id={id}
          value={text}
          maxLength={MAX_MESSAGE_CHARS}
          autoFocus
          data-testid="message-text"
          onChange={(event) => setText(event.target.value)}
        />
        <span className={common.minor}>
          {to ? '只有这一个人看得到' : '每个人都看得到'}，在课文旁边弹出，按“知道了”才收起。
        </span>
      </div>
    </ActionDialog>
  );
}

const MINUTES = [5, 10, 15, 30, 60];

export function ExtendDialog(props: AskProps): JSX.Element {
  const [minutes, setMinutes] = useState(10);
  const { to } = props;
  return (
    <ActionDialog
      {...props}
      title={to ? `给 ${to.name} 加时间` : '给全班延长'}
      confirm="延长"
      action={() => ({ type: 'extend', to: to?.member ?? null, minutes })}
    >
      <fieldset className={common.choices}>
        <legend>多少分钟</legend>
        {MINUTES.map((each) => (
          <label key={each} className={common.check}>
            <input type="radio" name="minutes" checked={minutes === each} onChange={() => setMinutes(each)} />
            <span>{each} 分钟</span>
          </label>
        ))}
      </fieldset>
      <p className={common.minor}>
        {to ? '这个人自己的截止时间往后推' : '全班的截止时间往后推'}
        ；没有截止时间的，实验机的闲置时间重新算起。
      </p>
    </ActionDialog>
  );
}

interface GoToProps extends AskProps {
  readonly labs: readonly BoardLab[];
  readonly first: string | undefined;
}

export function GoToDialog({ labs, first, ...props }: GoToProps): JSX.Element {
  const id = useId();
  const [labId, setLab] = useState(first ?? labs[0]?.lab ?? '');
  const lab = labs.find(({ lab: each }) => each === labId);
  const [stepId, setStep] = useState('');
  const step = lab?.steps.find(({ id: each }) => each === stepId) ?? lab?.steps[0];
  const [force, setForce] = useState(false);
  const { to } = props;
  return (
    <ActionDialog
      {...props}
      title={to ? `请 ${to.name} 到第几步` : '请大家到第几步'}
      confirm={force ? '现在就换' : '请到这一步'}
      action={() =>
        lab && step ? { type: 'go-to', to: to?.member ?? null, lab: lab.lab, step: step.id, force } : null
      }
    >
      <div className={common.field}>
        <label htmlFor={`${id}-lab`}>实验</label>
        <select id={`${id}-lab`} value={labId} onChange={(event) => setLab(event.target.value)}>
          {labs.map(({ lab: each, title }) => (
            <option key={each} value={each}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <div className={common.field}>
        <label htmlFor={`${id}-step`}>步骤</label>
        <select id={`${id}-step`} value={step?.id ?? ''} onChange={(event) => setStep(event.target.value)}>
          {lab?.steps.map(({ id: each, title }, index) => (
            <option key={each} value={each}>
              第 {index + 1} 步 · {title}
            </option>
          ))}
        </select>
      </div>
      <fieldset className={common.choices}>
        <legend>怎么去</legend>
        <label className={common.check}>
          <input type="radio" name="force" checked={!force} onChange={() => setForce(false)} />
          <span>
            问一声：课文旁边弹出请求，按一下就到
            <span className={common.minor}>。前面的步骤由参考解法做好。</span>
          </span>
        </label>
        <label className={common.check}>
          <input type="radio" name="force" checked={force} onChange={() => setForce(true)} />
          <span>
            不问，直接换
            <span className={common.minor}>
              ：{to ? '现在的实验机' : '每个人现在的实验机'}和里面的一切都会丢掉。
            </span>
          </span>
        </label>
      </fieldset>
    </ActionDialog>
  );
}
