import { useState, type JSX } from 'react';
import type { BoardMember } from '../../../shared/board.ts';
import { showCode, type Action } from '../../../shared/classroom.ts';
import { reportHtmlUrl, reportJsonUrl } from '../../../shared/urls.ts';
import { ConfirmDialog } from '../../machine/ConfirmDialog.tsx';
import { act, memberRejoinCode } from '../class-api.ts';
import { Dialog } from '../Dialog.tsx';
import { clock, howLong } from '../time-text.ts';
import { useCall } from '../use-call.ts';
import { ExtendDialog, GoToDialog, MessageDialog, type To } from './ask-dialogs.tsx';
import type { BoardState } from './board-state.ts';
import { extras } from './extras.ts';
import { LearnerCommands } from './LearnerCommands.tsx';
import { LearnerSteps } from './LearnerSteps.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import common from '../classroom.module.css';
import styles from './drawer.module.css';

interface LearnerDrawerProps {
  readonly classId: string;
  readonly state: BoardState;
  readonly member: BoardMember;
  /** As the board calls them: a number where names are hidden. */
  readonly name: string;
  readonly nowMs: number;
  readonly onClose: () => void;
}

type Asking = 'message' | 'go-to' | 'extend' | 'rename' | 'reset' | 'stop' | 'remove' | 'rejoin';

/** All about one learner, and what can be done for them. */
export function LearnerDrawer({
  classId,
  state,
  member,
  name,
  nowMs,
  onClose,
}: LearnerDrawerProps): JSX.Element {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [rejoin, setRejoin] = useState<string | null>(null);
  const call = useCall();
  const to: To = { member: member.member, name };
  const done = (): void => setAsking(null);
  const send = (action: Action): void => {
    setAsking(null);
    void call
      .run(() => act(classId, action))
      .then((sent) => {
        if (sent && action.type === 'remove') onClose();
      });
  };
  const Extra = extras.learner;
  const button = (what: Asking, text: string): JSX.Element => (
    <button type="button" className={`${common.secondary} ${common.small}`} onClick={() => setAsking(what)}>
      {text}
    </button>
  );
  return (
    <Dialog title={name} shape="side" onClose={onClose}>
      <p className={styles.standing}>{standing(member, nowMs)}</p>
      {member.hand && (
        <p className={styles.hand}>
          举手 {howLong(nowMs - Date.parse(member.hand.since))}
          {member.hand.note !== '' && <>：{member.hand.note}</>}
          <button
            type="button"
            className={`${common.secondary} ${common.small}`}
            onClick={() => send({ type: 'lower-hand', member: member.member })}
          >
            已处理
          </button>
        </p>
      )}
      <div className={styles.actions}>
        {button('message', '发消息')}
        {button('go-to', '到第几步')}
        {button('extend', '加时间')}
        {member.machine && button('reset', '重置实验机')}
        {member.machine && button('stop', '收走实验机')}
        {button('rename', '改名')}
        {button('rejoin', '回归码')}
        {button('remove', '移出班级')}
      </div>
      {rejoin !== null && (
        <p className={styles.rejoin} role="status">
          新的回归码：<strong className={common.code}>{showCode(rejoin)}</strong>
          <span className={common.minor}>只显示这一次，当面告诉本人；旧的已经作废。</span>
        </p>
      )}
      {call.failure && (
        <p className={common.failure} role="alert">
          {call.failure}
        </p>
      )}
      {Extra && <Extra classId={classId} member={member.member} name={name} />}
      <LearnerSteps labs={state.labs} member={member} />
      <LearnerCommands classId={classId} member={member.member} labs={state.labs} />
      <p className={styles.reports}>
        报告：
        <a href={reportHtmlUrl(classId, member.member)} target="_blank" rel="noreferrer">
          打开
        </a>
        <a href={reportJsonUrl(classId, member.member)} download>
          下载带签名的 JSON
        </a>
      </p>
      {asking === 'message' && <MessageDialog classId={classId} to={to} onClose={done} />}
      {asking === 'go-to' && (
        <GoToDialog classId={classId} to={to} labs={state.labs} first={member.current?.lab} onClose={done} />
      )}
      {asking === 'extend' && <ExtendDialog classId={classId} to={to} onClose={done} />}
      {asking === 'rename' && (
        <RenameDialog
          name={member.name}
          onRename={(next) => send({ type: 'rename', member: member.member, name: next })}
          onClose={done}
        />
      )}
      {asking === 'rejoin' && (
        <ConfirmDialog
          title="给一个新的回归码？"
          confirm="给新的"
          onCancel={done}
          onConfirm={() => {
            done();
            void call.run(async () => setRejoin(await memberRejoinCode(classId, member.member)));
          }}
        >
          {name} 忘了码、换了电脑时用。旧的码会作废。
        </ConfirmDialog>
      )}
      {asking === 'reset' && (
        <ConfirmDialog
          title={`重置 ${name} 的实验机？`}
          confirm="重置"
          onCancel={done}
          onConfirm={() => send({ type: 'reset', to: member.member })}
        >
          换成一台全新的，从这个实验的开头做起；原来那台和里面的一切都会丢掉。做完的步骤不受影响。
        </ConfirmDialog>
      )}
      {asking === 'stop' && (
        <ConfirmDialog
          title={`收走 ${name} 的实验机？`}
          confirm="收走"
          onCancel={done}
          onConfirm={() => send({ type: 'stop', to: member.member })}
        >
          实验机和里面的一切都会丢掉，需要时可以再启动。做完的步骤不受影响。
        </ConfirmDialog>
      )}
      {asking === 'remove' && (
        <ConfirmDialog
          title={`把 ${name} 移出班级？`}
          confirm="移出"
          onCancel={done}
          onConfirm={() => send({ type: 'remove', member: member.member })}
        >
          实验机会收走，这个人的码都作废。做过的事仍然留在导出里。
        </ConfirmDialog>
      )}
    </Dialog>
  );
}

const MACHINE_TEXT = {
  queued: '在排队',
  starting: '实验机启动中',
  ready: '实验机运行中',
  expired: '实验机已到期',
  failed: '实验机没能启动',
} as const;

function standing(
  { pages, lastActiveAt, machine, joinedAt, extraMinutes }: BoardMember,
  nowMs: number,
): string {
  return [
    pages > 0 ? '在线' : '不在线',
    ...(lastActiveAt === null ? [] : [`${howLong(nowMs - Date.parse(lastActiveAt))}前还在动手`]),
    ...(machine ? [MACHINE_TEXT[machine.state] + (machine.reason ? `：${machine.reason}` : '')] : []),
    `${clock(joinedAt)} 加入`,
    ...(extraMinutes > 0 ? [`另加 ${extraMinutes} 分钟`] : []),
  ].join(' · ');
}
