import { useId, useState, type FormEvent, type JSX } from 'react';
import type { BoardLab } from '../../../shared/board.ts';
import type { ClassInfo, SettingsChange } from '../../../shared/classroom.ts';
import { changeSettings } from '../class-api.ts';
import { Dialog } from '../Dialog.tsx';
import { useCall } from '../use-call.ts';
import { LabChoice } from './LabChoice.tsx';
import { fromLocal, toLocal } from './local-time.ts';
import common from '../classroom.module.css';
import styles from './settings.module.css';

interface SettingsDialogProps {
  readonly info: ClassInfo;
  readonly labs: readonly BoardLab[];
  readonly onClose: () => void;
}

/** How the class goes. Only what was changed is sent: another instructor may be at it too. */
export function SettingsDialog({ info, labs, onClose }: SettingsDialogProps): JSX.Element {
  const id = useId();
  const [change, setChange] = useState<SettingsChange>({});
  const call = useCall();
  const now = { ...info.settings, ...change };
  const set = (part: SettingsChange): void => setChange((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void call
      .run(async () => {
        if (Object.keys(change).length > 0) await changeSettings(info.class, change);
      })
      .then((done) => done && onClose());
  };
  const number = (
    key: 'stuckMinutes' | 'overtimeMinutes',
    label: string,
    unit: string,
    [min, max]: readonly [number, number],
  ): JSX.Element => (
    <div className={common.field}>
      <label htmlFor={`${id}-${key}`}>{label}</label>
      <span className={styles.number}>
        <input
          id={`${id}-${key}`}
          type="number"
          min={min}
          max={max}
          value={now[key]}
          onChange={(event) => set({ [key]: event.target.valueAsNumber })}
        />
        {unit}
      </span>
    </div>
  );
  return (
    <Dialog title="班级设置" shape="wide" onClose={onClose}>
      <form onSubmit={submit}>
        <div className={styles.grid}>
          <div>
            <div className={common.field}>
              <label htmlFor={`${id}-title`}>班名</label>
              <input
                id={`${id}-title`}
                value={now.title}
                maxLength={40}
                required
                onChange={(event) => set({ title: event.target.value })}
              />
            </div>
            <fieldset className={common.choices}>
              <legend>怎么加入</legend>
              <label className={common.check}>
                <input
                  type="radio"
                  name={`${id}-by`}
                  checked={now.joinBy === 'code'}
                  onChange={() => set({ joinBy: 'code' })}
                />
                <span>班级码，谁知道都行</span>
              </label>
              <label className={common.check}>
                <input
                  type="radio"
                  name={`${id}-by`}
                  checked={now.joinBy === 'list'}
                  onChange={() => set({ joinBy: 'list' })}
                />
                <span>只凭一次性码（考试）</span>
              </label>
            </fieldset>
            <div className={common.field}>
              <label htmlFor={`${id}-closes`}>截止时间</label>
              <input
                id={`${id}-closes`}
                type="datetime-local"
                value={now.closesAt == null ? '' : toLocal(now.closesAt)}
                onChange={(event) => set({ closesAt: fromLocal(event.target.value) })}
              />
              <span className={common.minor}>留空：不限时。到时间就不能再启动实验。</span>
            </div>
            {number('overtimeMinutes', '截止后实验机再留', '分钟（这时做完的记作“迟”）', [0, 240])}
            {number('stuckMinutes', '多久没有进展算卡住', '分钟', [1, 120])}
            <label className={common.check}>
              <input
                type="checkbox"
                checked={now.solutions}
                onChange={(event) => set({ solutions: event.target.checked })}
              />
              <span>可以看参考解法</span>
            </label>
            <label className={common.check}>
              <input
                type="checkbox"
                checked={now.record}
                disabled={info.members > 0 && !info.settings.record}
                onChange={(event) => set({ record: event.target.checked })}
              />
              <span>
                录下每个人的终端
                <span className={common.minor}>。加入时会说明；有人加入以后不能再打开。</span>
              </span>
            </label>
          </div>
          <LabChoice
            labs={labs}
            open={now.openLabs ?? null}
            onChange={(openLabs) => set({ openLabs: openLabs === null ? null : [...openLabs] })}
          />
        </div>
        {call.failure && (
          <p className={common.failure} role="alert">
            {call.failure}
          </p>
        )}
        <div className={common.buttons} data-end>
          <button type="button" className={common.secondary} onClick={onClose}>
            取消
          </button>
          <button type="submit" className={common.primary} aria-disabled={call.busy} data-testid="save">
            保存
          </button>
        </div>
      </form>
    </Dialog>
  );
}
