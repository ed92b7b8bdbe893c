import { useState, type JSX } from 'react';
import { showCode, type LearnerClass } from '../../../shared/classroom.ts';
import { JOIN_PAGE, OWN_REPORT_HTML_URL, OWN_REPORT_JSON_URL } from '../../../shared/urls.ts';
import { restartLive } from '../../live/live-client.ts';
import { leaveClass, newRejoinCode } from '../class-api.ts';
import { numberText } from '../board/board-view.ts';
import { CopyButton } from '../CopyButton.tsx';
import { Dialog } from '../Dialog.tsx';
import { useCall } from '../use-call.ts';
import common from '../classroom.module.css';
import styles from './member.module.css';

/** What is mine in this class: name, what is recorded, the way back in, my report, the way out. */
export function MembershipDialog({
  classroom: { title, name, number, notices },
  onClose,
}: {
  classroom: LearnerClass;
  onClose: () => void;
}): JSX.Element {
  const [rejoin, setRejoin] = useState<string | null>(null);
  const code = useCall();
  const leave = useCall();
  return (
    <Dialog title={name} onClose={onClose}>
      <p>
        班级：<strong>{title}</strong>
        <br />
        编号：<strong>{numberText(number)}</strong>
        <span className={common.minor}>，老师投影时不显示姓名，就用它叫你。</span>
      </p>
      <h3 className={styles.sub}>这个班会记录什么</h3>
      <ul className={styles.notices}>
        {notices.map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
      <p>
        记下的都在你自己的报告里：
        <a href={OWN_REPORT_HTML_URL} target="_blank" rel="noreferrer">
          查看
        </a>
        ，
        <a href={OWN_REPORT_JSON_URL} download>
          下载带签名的一份
        </a>
        。
      </p>
      <h3 className={styles.sub}>回归码</h3>
      {rejoin === null ? (
        <p>
          换了电脑或浏览器，凭它回来还是你。忘了可以换一个新的，旧的随即作废。
          <button
            type="button"
            className={common.quiet}
            aria-disabled={code.busy}
            onClick={() => void code.run(async () => setRejoin(await newRejoinCode()))}
          >
            换一个新的
          </button>
        </p>
      ) : (
        <p className={styles.newCode} role="status">
          <strong className={common.code}>{showCode(rejoin)}</strong>
          <CopyButton text={showCode(rejoin)}>复制</CopyButton>
          <span className={common.minor}>只显示这一次，记下来，别给别人。</span>
        </p>
      )}
      {(code.failure ?? leave.failure) && (
        <p className={common.failure} role="alert">
          {code.failure ?? leave.failure}
        </p>
      )}
      <div className={common.buttons} data-end>
        <button
          type="button"
          className={common.secondary}
          aria-disabled={leave.busy}
          onClick={() =>
            void leave.run(async () => {
              await leaveClass();
              restartLive();
              window.location.assign(JOIN_PAGE);
            })
          }
        >
          不是我，换人
        </button>
        <button type="button" className={common.primary} onClick={onClose}>
          好
        </button>
      </div>
    </Dialog>
  );
}
