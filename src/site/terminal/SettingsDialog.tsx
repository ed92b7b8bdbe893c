import { useId, useLayoutEffect, useRef, type JSX, type ReactNode } from 'react';
import { helpKeys } from './help.ts';
import { isMac } from './platform.ts';
import {
  changeFontSize,
  changeSettings,
  FONT_PX,
  MAX_FONT_PX,
  MIN_FONT_PX,
  useSettings,
  type TerminalSettings,
} from './settings.ts';
import styles from './dialogs.module.css';

/** What is changed here holds at once and is remembered by this browser. */
export function SettingsDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const settings = useSettings();
  // In the layout phase: who takes it away may put the focus elsewhere at once.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const check = (
    name: 'copyOnSelect' | 'ctrlVPastes' | 'screenReader' | 'bellSound',
    children: ReactNode,
  ): JSX.Element => (
    <label className={styles.check}>
      <input
        type="checkbox"
        checked={settings[name]}
        onChange={(event) => changeSettings({ [name]: event.target.checked })}
      />
      <span>{children}</span>
    </label>
  );
  const right = (value: TerminalSettings['rightClick'], children: ReactNode): JSX.Element => (
    <label className={styles.check}>
      <input
        type="radio"
        name="right-click"
        checked={settings.rightClick === value}
        onChange={() => changeSettings({ rightClick: value })}
      />
      <span>{children}</span>
    </label>
  );
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId} onCancel={onClose}>
      <h2 id={titleId}>终端设置</h2>
      <div className={styles.row}>
        <span>字号</span>
        <button
          type="button"
          className={styles.secondary}
          aria-label="字小一点"
          disabled={settings.fontPx <= MIN_FONT_PX}
          onClick={() => changeFontSize(-1)}
        >
          −
        </button>
        <output aria-label="字号">{settings.fontPx} 像素</output>
        <button
          type="button"
          className={styles.secondary}
          aria-label="字大一点"
          disabled={settings.fontPx >= MAX_FONT_PX}
          onClick={() => changeFontSize(1)}
        >
          +
        </button>
        <button
          type="button"
          className={styles.secondary}
          onClick={() => changeSettings({ fontPx: FONT_PX })}
        >
          还原
        </button>
      </div>
      {check('copyOnSelect', '选中就复制')}
      {!isMac() && check('ctrlVPastes', 'Ctrl+V 用来粘贴（关掉时交给 shell 和 vim）')}
      <fieldset className={styles.choice}>
        <legend>点鼠标右键</legend>
        {right('paste', '有选中的文字就复制，没有就粘贴')}
        {right('menu', '打开菜单')}
      </fieldset>
      {check('screenReader', '屏幕阅读模式：新的输出会念出来，可以用方向键逐行读')}
      {check('bellSound', '响铃时发出声音')}
      <h3>按键</h3>
      <dl className={styles.keys}>
        {helpKeys().map(({ keys, what }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.buttons}>
        <button type="button" className={styles.primary} onClick={onClose}>
          关闭
        </button>
      </div>
    </dialog>
  );
}
