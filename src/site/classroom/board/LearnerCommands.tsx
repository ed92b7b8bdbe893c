import { useEffect, useState, type JSX } from 'react';
import type { BoardLab } from '../../../shared/board.ts';
import type { Evidence, EvidenceKind } from '../../../shared/report.ts';
import { failureText } from '../../live/api-client.ts';
import { fetchReport } from '../class-api.ts';
import { clock } from '../time-text.ts';
import common from '../classroom.module.css';
import styles from './drawer.module.css';

const KIND_TEXT: Record<EvidenceKind, string> = {
  joined: '加入',
  rejoined: '回来',
  started: '启动实验',
  reset: '重置',
  stopped: '结束实验',
  passed: '通过',
  failed: '没通过',
  hint: '看提示',
  solution: '看答案',
  skipped: '跳过',
  command: '命令',
  hand: '举手',
};

/** The newest are at the top; more than this is for the report. */
const SHOWN = 60;

interface LearnerCommandsProps {
  readonly classId: string;
  readonly member: string;
  readonly labs: readonly BoardLab[];
}

/** What they did, the newest first: commands above all. Asked for when it is opened, as it can be long. */
export function LearnerCommands({ classId, member, labs }: LearnerCommandsProps): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.commands} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-testid="learner-commands">做过什么</summary>
      {open && <Timeline classId={classId} member={member} labs={labs} />}
    </details>
  );
}

function Timeline({ classId, member, labs }: LearnerCommandsProps): JSX.Element {
  const [evidence, setEvidence] = useState<readonly Evidence[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let stale = false;
    fetchReport(classId, member).then(
      (report) => {
        if (!stale) setEvidence(report.evidence);
      },
      (error: unknown) => {
        if (!stale) setFailure(failureText(error));
      },
    );
    return () => {
      stale = true;
    };
  }, [classId, member, turn]);
  if (failure !== null)
    return (
      <p className={common.failure} role="alert">
        {failure}
      </p>
    );
  if (!evidence) return <p role="status">正在取…</p>;
  const newest = evidence.slice(-SHOWN).reverse();
  return (
    <>
      <button type="button" className={`${common.quiet} ${common.small}`} onClick={() => setTurn(turn + 1)}>
        再取一次
      </button>
      {evidence.length > SHOWN && (
        <span className={common.minor}>
          最近的 {SHOWN} 件，一共 {evidence.length} 件，全部在报告里。
        </span>
      )}
      {newest.length === 0 && <p className={common.minor}>还什么都没有做。</p>}
      <ol className={styles.timeline}>
        {newest.map((each, index) => (
          <li key={`${each.at}-${index}`} data-kind={each.kind}>
            <time dateTime={each.at}>{clock(each.at)}</time>
            <span className={styles.kind}>{KIND_TEXT[each.kind]}</span>
            <span>
              {stepName(labs, each)}
              {each.text !== null && (each.kind === 'command' ? <code>{each.text}</code> : <>{each.text}</>)}
              {each.exitCode !== null && each.exitCode !== 0 && (
                <span className={styles.exit}>退出码 {each.exitCode}</span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function stepName(labs: readonly BoardLab[], { lab, step, kind }: Evidence): string {
  if (kind === 'command' || lab === null) return '';
  const found = labs.find((each) => each.lab === lab);
  const index = found?.steps.findIndex(({ id }) => id === step) ?? -1;
  return `《${found?.title ?? lab}》${index >= 0 ? `第 ${index + 1} 步 ` : ' '}`;
}
