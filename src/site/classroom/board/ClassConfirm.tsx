import { useState, type JSX, type ReactNode } from 'react';
import type { Action } from '../../../shared/classroom.ts';
import { act } from '../class-api.ts';
import { Dialog } from '../Dialog.tsx';
import { useCall } from '../use-call.ts';
import common from '../classroom.module.css';

/** What concerns everybody at once is asked about first. */
export type Confirmable = 'pause' | 'resume' | 'reset' | 'stop' | 'close' | 'open' | 'link';

interface Question {
  readonly title: string;
  readonly confirm: string;
  readonly text: ReactNode;
  readonly action?: Action;
  /** Something is lost for good, and for everybody: a click alone can be a slip. */
  readonly grave?: boolean;
}

const QUESTIONS: Record<Confirmable, Question> = {
  pause: {
    title: '请大家先停一下？',
    confirm: '先停一下',
    text: '终端不再收输入，也不能启动实验，直到你按“继续”。正在运行的命令不受影响，什么都不会丢。',
    action: { type: 'pause', paused: true },
  },
  resume: {
    title: '继续上课？',
    confirm: '继续',
    text: '终端重新收输入，实验也可以启动了。',
    action: { type: 'pause', paused: false },
  },
  reset: {
    title: '重置所有实验机？',
    confirm: '全部重置',
    text: '每个有实验机的人都会换成一台全新的，从那个实验的开头做起；原来那台和里面的一切都会丢掉。做完的步骤不受影响。',
    action: { type: 'reset', to: null },
    grave: true,
  },
  stop: {
    title: '收走所有实验机？',
    confirm: '全部收走',
    text: '每个人的实验机和里面的一切都会丢掉，需要时他们可以再启动。做完的步骤不受影响。',
    action: { type: 'stop', to: null },
    grave: true,
  },
  close: {
    title: '结束班级？',
    confirm: '结束班级',
    text: '所有实验机都会收走，里面没有保存的东西会丢掉。做完的步骤和记录都留着，可以导出，以后也可以重新开放。',
    action: { type: 'close' },
    grave: true,
  },
  open: {
    title: '重新开放这个班？',
    confirm: '重新开放',
    text: '学员可以接着做，也可以有新人加入。',
    action: { type: 'open' },
  },
  link: {
    title: '换一条讲师链接？',
    confirm: '换一条',
    text: '旧的链接和用它打开的看板都会失效。新的只显示一次。',
  },
};

interface ClassConfirmProps {
  readonly classId: string;
  readonly what: Confirmable;
  readonly onClose: () => void;
  readonly onLink: () => void;
}

export function ClassConfirm({ classId, what, onClose, onLink }: ClassConfirmProps): JSX.Element {
  const { title, confirm, text, action, grave } = QUESTIONS[what];
  const [sure, setSure] = useState(false);
  const call = useCall();
  const ready = !grave || sure;
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      {grave && (
        <label className={common.check}>
          <input
            type="checkbox"
            checked={sure}
            data-testid="sure"
            onChange={(event) => setSure(event.target.checked)}
          />
          <span>我知道这会影响全班</span>
        </label>
      )}
      {call.failure && (
        <p className={common.failure} role="alert">
          {call.failure}
        </p>
      )}
      <div className={common.buttons} data-end>
        <button type="button" className={common.secondary} onClick={onClose}>
          取消
        </button>
        <button
          type="button"
          className={grave ? common.danger : common.primary}
          aria-disabled={call.busy || !ready}
          data-testid="confirm"
          onClick={() => {
            if (!ready) return;
            if (!action) {
              onClose();
              onLink();
              return;
            }
            void call.run(() => act(classId, action)).then((done) => done && onClose());
          }}
        >
          {confirm}
        </button>
      </div>
    </Dialog>
  );
}
