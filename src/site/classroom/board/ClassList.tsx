import { useId, useState, type FormEvent, type JSX } from 'react';
import { showCode, type ClassInfo, type Staff } from '../../../shared/classroom.ts';
import { teachPage } from '../../../shared/urls.ts';
import { ConfirmDialog } from '../../machine/ConfirmDialog.tsx';
import { act, makeClass, newLink, type NewLink } from '../class-api.ts';
import { CopyButton } from '../CopyButton.tsx';
import { Dialog } from '../Dialog.tsx';
import { useCall } from '../use-call.ts';
import { JoinScreen } from './JoinScreen.tsx';
import common from '../classroom.module.css';
import styles from './teach.module.css';

interface ClassListProps {
  readonly staff: Staff;
  readonly onChanged: () => void;
  readonly onOpen: (id: string) => void;
  /** Forgets that this computer is an instructor's. */
  readonly onQuit: () => void;
}

/** The owner's page: all classes of this server. */
export function ClassList({ staff, onChanged, onOpen, onQuit }: ClassListProps): JSX.Element {
  const [link, setLink] = useState<NewLink | null>(null);
  return (
    <main className={styles.narrow}>
      <header className={styles.listHead}>
        <h1>班级</h1>
        <button type="button" className={common.quiet} onClick={onQuit}>
          在这台电脑上退出
        </button>
      </header>
      {staff.owner && (
        <NewClass
          onMade={(made) => {
            setLink(made);
            onChanged();
          }}
        />
      )}
      {staff.classes.length === 0 ? (
        <p className={styles.empty}>还没有班。起个名字就能开，学员扫码或输入六位的码加入。</p>
      ) : (
        <ul className={styles.classes}>
          {staff.classes.map((info) => (
            <ClassCard
              key={info.class}
              info={info}
              addresses={staff.addresses}
              onOpen={() => onOpen(info.class)}
              onChanged={onChanged}
              onLink={setLink}
            />
          ))}
        </ul>
      )}
      {link && <LinkDialog link={link} onClose={() => setLink(null)} />}
    </main>
  );
}

function NewClass({ onMade }: { onMade: (made: NewLink) => void }): JSX.Element {
  const id = useId();
  const [title, setTitle] = useState('');
  const call = useCall();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (title.trim() === '') return document.getElementById(id)?.focus();
    void call.run(async () => {
      onMade(await makeClass(title.trim()));
      setTitle('');
    });
  };
  return (
    <form className={styles.newClass} onSubmit={submit}>
      <label htmlFor={id} className={common.srOnly}>
        新班的名字
      </label>
      <input
        id={id}
        className={common.input}
        value={title}
        maxLength={40}
        placeholder="新班的名字，例如：周三下午 · 容器入门"
        data-testid="new-class-title"
        onChange={(event) => setTitle(event.target.value)}
      />
      <button type="submit" className={common.primary} aria-disabled={call.busy} data-testid="new-class">
        开一个班
      </button>
      {call.failure && (
        <p className={common.failure} role="alert">
          {call.failure}
        </p>
      )}
    </form>
  );
}

interface ClassCardProps {
  readonly info: ClassInfo;
  readonly addresses: readonly string[];
  readonly onOpen: () => void;
  readonly onChanged: () => void;
  readonly onLink: (link: NewLink) => void;
}

function ClassCard({ info, addresses, onOpen, onChanged, onLink }: ClassCardProps): JSX.Element {
  const [asking, setAsking] = useState<'close' | 'link' | 'join' | null>(null);
  const call = useCall();
  const isOpen = info.state === 'open';
  const { title } = info.settings;
  return (
    <li className={styles.classCard} data-state={info.state} data-testid={`class-${title}`}>
      <div className={styles.classHead}>
        <h2>{title}</h2>
        <span className={styles.chip} data-tone={isOpen ? 'good' : 'over'}>
          {isOpen ? '进行中' : '已结束'}
        </span>
      </div>
      <p className={common.minor}>
        班级码 <strong className={common.code}>{showCode(info.code)}</strong> · {info.members} 人
      </p>
      <div className={common.buttons}>
        <button type="button" className={common.primary} onClick={onOpen}>
          打开看板
        </button>
        {isOpen && (
          <button type="button" className={common.secondary} onClick={() => setAsking('join')}>
            加入大屏
          </button>
        )}
        <button type="button" className={common.secondary} onClick={() => setAsking('link')}>
          讲师链接
        </button>
        {isOpen ? (
          <button type="button" className={common.danger} onClick={() => setAsking('close')}>
            结束班级
          </button>
        ) : (
          <button
            type="button"
            className={common.secondary}
            aria-disabled={call.busy}
            onClick={() => void call.run(() => act(info.class, { type: 'open' })).then(onChanged)}
          >
            重新开放
          </button>
        )}
      </div>
      {call.failure && (
        <p className={common.failure} role="alert">
          {call.failure}
        </p>
      )}
      {asking === 'join' && <JoinScreen info={info} addresses={addresses} onClose={() => setAsking(null)} />}
      {asking === 'close' && (
        <ConfirmDialog
          title={`结束“${title}”？`}
          confirm="结束班级"
          onCancel={() => setAsking(null)}
          onConfirm={() => {
            setAsking(null);
            void call.run(() => act(info.class, { type: 'close' })).then(onChanged);
          }}
        >
          所有实验机都会收走，里面没有保存的东西会丢掉。做完的步骤和记录都留着，以后可以重新开放。
        </ConfirmDialog>
      )}
      {asking === 'link' && (
        <ConfirmDialog
          title="换一条讲师链接？"
          confirm="换一条"
          onCancel={() => setAsking(null)}
          onConfirm={() => {
            setAsking(null);
            void call.run(async () => onLink(await newLink(info.class)));
          }}
        >
          链接只在做出来的时候显示一次，没有记下就只能换。换了以后，旧的链接和用它打开的看板都会失效。
        </ConfirmDialog>
      )}
    </li>
  );
}

/** A secret, shown this once. */
export function LinkDialog({ link, onClose }: { link: NewLink; onClose: () => void }): JSX.Element {
  const url = `${window.location.origin}${teachPage(link.secret)}`;
  return (
    <Dialog title={`“${link.class.settings.title}”的讲师链接`} onClose={onClose}>
      <p>
        把它发给这个班的讲师。有它就能看到每个学员、管整个班，所以别投到屏幕上，也别发到群里。只显示这一次。
      </p>
      <p className={styles.link} tabIndex={0} data-testid="teach-link">
        {url}
      </p>
      <div className={common.buttons} data-end>
        <CopyButton text={url}>复制链接</CopyButton>
        <button type="button" className={common.primary} onClick={onClose}>
          记好了
        </button>
      </div>
    </Dialog>
  );
}
