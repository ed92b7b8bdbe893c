import { useState, type JSX, type ReactNode } from 'react';
import { showCode } from '../../../shared/classroom.ts';
import { exportCsvUrl, exportJsonUrl } from '../../../shared/urls.ts';
import { Menu, type MenuRequest } from '../../terminal/Menu.tsx';
import { newLink, type NewLink } from '../class-api.ts';
import { clock, countdown } from '../time-text.ts';
import { useCall } from '../use-call.ts';
import { useNow } from '../use-now.ts';
import { LinkDialog } from './ClassList.tsx';
import { CodesDialog } from './CodesDialog.tsx';
import { ExtendDialog, GoToDialog, MessageDialog } from './ask-dialogs.tsx';
import { ClassConfirm, type Confirmable } from './ClassConfirm.tsx';
import { JoinScreen } from './JoinScreen.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { changeBoardSettings, useBoardSettings } from './board-settings.ts';
import type { BoardState } from './board-state.ts';
import { extras } from './extras.ts';
import common from '../classroom.module.css';
import styles from './header.module.css';

interface BoardHeaderProps {
  readonly classId: string;
  readonly state: BoardState;
  readonly away: boolean;
  /** That is shown: where 到第几步 begins. */
  readonly lab: string | undefined;
  readonly addresses: readonly string[];
  readonly onLeave: (() => void) | null;
  /** The tabs. */
  readonly children: ReactNode;
}

type Open = 'join' | 'message' | 'go-to' | 'extend' | 'settings' | 'codes' | Confirmable;

/** What class this is, how it stands, and what can be done with all of it. */
export function BoardHeader(props: BoardHeaderProps): JSX.Element {
  const { classId, state, away, lab, addresses, onLeave, children } = props;
  const { hideNames, big } = useBoardSettings();
  const [open, setOpen] = useState<Open | null>(null);
  const [menu, setMenu] = useState<MenuRequest | null>(null);
  const [link, setLink] = useState<NewLink | null>(null);
  const renew = useCall();
  const info = state.class;
  const isOpen = info.state === 'open';
  const close = (): void => setOpen(null);
  const Toolbar = extras.toolbar;

  const more = (at: DOMRect): MenuRequest => ({
    title: '更多',
    x: at.left,
    y: at.bottom + 4,
    groups: [
      [
        { label: '班级设置…', onPick: () => setOpen('settings') },
        { label: '一次性码…', onPick: () => setOpen('codes') },
        { label: '换一条讲师链接…', onPick: () => setOpen('link') },
      ],
      [
        { label: '导出 CSV', onPick: () => download(exportCsvUrl(classId)) },
        { label: '导出 JSON', onPick: () => download(exportJsonUrl(classId)) },
      ],
      [
        { label: '重置所有实验机…', disabled: !isOpen, onPick: () => setOpen('reset') },
        { label: '收走所有实验机…', onPick: () => setOpen('stop') },
        isOpen
          ? { label: '结束班级…', onPick: () => setOpen('close') }
          : { label: '重新开放', onPick: () => setOpen('open') },
      ],
    ],
  });
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        {onLeave && (
          <button type="button" className={`${common.quiet} ${common.small}`} onClick={onLeave}>
            <span aria-hidden="true">‹</span> 班级
          </button>
        )}
        <h1>{info.settings.title}</h1>
        <Standing state={state} />
      </div>
      {children}
      <div className={styles.actions}>
        {isOpen && (
          <>
            <button type="button" className={common.secondary} onClick={() => setOpen('join')}>
              加入大屏
            </button>
            <button
              type="button"
              className={common.secondary}
              data-testid="message-all"
              onClick={() => setOpen('message')}
            >
              发消息
            </button>
            <button type="button" className={common.secondary} onClick={() => setOpen('go-to')}>
              到第几步
            </button>
            <button type="button" className={common.secondary} onClick={() => setOpen('extend')}>
              延长
            </button>
            <button
              type="button"
              className={common.secondary}
              aria-pressed={info.paused}
              onClick={() => setOpen(info.paused ? 'resume' : 'pause')}
            >
              {info.paused ? '继续' : '先停一下'}
            </button>
          </>
        )}
        {Toolbar && <Toolbar classId={classId} />}
        <button
          type="button"
          className={common.secondary}
          aria-haspopup="menu"
          data-testid="board-more"
          onClick={(event) => setMenu(more(event.currentTarget.getBoundingClientRect()))}
        >
          更多 <span aria-hidden="true">▾</span>
        </button>
        <span className={styles.looks} role="group" aria-label="投影时">
          <button
            type="button"
            aria-pressed={hideNames}
            onClick={() => changeBoardSettings({ hideNames: !hideNames })}
          >
            隐去姓名
          </button>
          <button type="button" aria-pressed={big} onClick={() => changeBoardSettings({ big: !big })}>
            大字
          </button>
        </span>
      </div>
      {away && (
        <p className={styles.away} role="status">
          与服务的连接断了，正在重连。下面是断开前的样子。
        </p>
      )}
      {renew.failure && (
        <p className={common.failure} role="alert">
          {renew.failure}
        </p>
      )}
      {menu && <Menu request={menu} onClose={() => setMenu(null)} />}
      {open === 'join' && <JoinScreen info={info} addresses={addresses} onClose={close} />}
      {open === 'message' && <MessageDialog classId={classId} to={null} onClose={close} />}
      {open === 'go-to' && (
        <GoToDialog classId={classId} to={null} labs={state.labs} first={lab} onClose={close} />
      )}
      {open === 'extend' && <ExtendDialog classId={classId} to={null} onClose={close} />}
      {open === 'settings' && <SettingsDialog info={info} labs={state.labs} onClose={close} />}
      {open === 'codes' && <CodesDialog info={info} addresses={addresses} onClose={close} />}
      {isConfirmable(open) && (
        <ClassConfirm
          classId={classId}
          what={open}
          onClose={close}
          onLink={() => void renew.run(async () => setLink(await newLink(classId)))}
        />
      )}
      {link && <LinkDialog link={link} onClose={() => setLink(null)} />}
    </header>
  );
}

const CONFIRMABLE: readonly string[] = [
  'pause',
  'resume',
  'reset',
  'stop',
  'close',
  'open',
  'link',
] satisfies Confirmable[];
const isConfirmable = (open: Open | null): open is Confirmable => open !== null && CONFIRMABLE.includes(open);

/** By a link of its own: the page stays, and with it the live board. */
function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}

/** Code, presence, machines, time: one line. */
function Standing({ state }: { state: BoardState }): JSX.Element {
  const { class: info, capacity } = state;
  const members = Object.values(state.members);
  const here = members.filter(({ pages }) => pages > 0).length;
  const { closesAt, joinBy } = info.settings;
  return (
    <ul className={styles.standing}>
      {info.state === 'closed' ? (
        <li className={styles.chip} data-tone="over">
          已结束
        </li>
      ) : (
        info.paused && (
          <li className={styles.chip} data-tone="paused">
            先停一下
          </li>
        )
      )}
      {info.state === 'open' && (
        <li>
          {joinBy === 'list' ? (
            '只凭一次性码'
          ) : (
            <strong className={common.code}>{showCode(info.code)}</strong>
          )}
        </li>
      )}
      <li>
        在线{' '}
        <strong data-testid="present">
          {here}/{members.length}
        </strong>
      </li>
      <li title="整台服务器的，别的班也算在内">
        实验机{' '}
        <strong>
          {capacity.used}/{capacity.machines}
        </strong>
        {capacity.waiting > 0 && (
          <>
            {' · '}排队 <strong>{capacity.waiting}</strong>
          </>
        )}
      </li>
      {closesAt !== null && info.state === 'open' && (
        <li>
          {clock(closesAt)} 截止 · <Left until={closesAt} aheadMs={state.aheadMs} />
        </li>
      )}
    </ul>
  );
}

function Left({ until, aheadMs }: { until: string; aheadMs: number }): JSX.Element {
  const left = Date.parse(until) - (useNow(1_000) + aheadMs);
  return left > 0 ? <strong>还有 {countdown(left)}</strong> : <strong>时间到了</strong>;
}
