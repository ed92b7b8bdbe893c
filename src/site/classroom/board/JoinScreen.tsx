import { useState, type JSX } from 'react';
import { showCode, type ClassInfo } from '../../../shared/classroom.ts';
import { JOIN_PAGE, joinPage } from '../../../shared/urls.ts';
import { Dialog } from '../Dialog.tsx';
import { Qr } from '../Qr.tsx';
import common from '../classroom.module.css';
import styles from './join-screen.module.css';

interface JoinScreenProps {
  readonly info: ClassInfo;
  readonly addresses: readonly string[];
  readonly onClose: () => void;
}

/** For the projector: the address, the code, the QR code; and how many are in. */
export function JoinScreen({ info, addresses, onClose }: JoinScreenProps): JSX.Element {
  // A page opened as localhost shows an address that no phone reaches: the server knows better ones.
  const known = addresses.length > 0 ? addresses : [window.location.origin];
  const [at, setAt] = useState(0);
  const address = known[at % known.length]!.replace(/\/$/, '');
  const { title, joinBy } = info.settings;
  const byList = joinBy === 'list';
  return (
    <Dialog title={title} shape="full" onClose={onClose}>
      <div className={styles.screen} data-testid="join-screen">
        <ol className={styles.steps}>
          <li>
            <span className={styles.what}>用浏览器打开</span>
            <span className={styles.address}>
              {address.replace(/^http:\/\//, '')}
              {JOIN_PAGE}
            </span>
          </li>
          <li>
            <span className={styles.what}>{byList ? '输入你纸条上的码' : '输入班级码'}</span>
            {!byList && <span className={styles.code}>{showCode(info.code)}</span>}
          </li>
        </ol>
        <figure className={styles.qr}>
          <Qr
            text={address + (byList ? JOIN_PAGE : joinPage(info.code))}
            label={`扫码打开 ${address}${JOIN_PAGE}`}
          />
          <figcaption>或者扫码</figcaption>
        </figure>
      </div>
      <footer className={styles.foot}>
        <span role="status">
          已加入 <strong>{info.members}</strong> 人
        </span>
        {known.length > 1 && (
          <button type="button" className={common.quiet} onClick={() => setAt(at + 1)}>
            打不开？换一个地址（{(at % known.length) + 1} / {known.length}）
          </button>
        )}
      </footer>
    </Dialog>
  );
}
