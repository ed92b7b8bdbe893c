import { useState, type JSX } from 'react';
import { webUrl } from '../../../shared/urls.ts';
import styles from './traffic.module.css';

interface WebPageProps {
  readonly lab: string;
  readonly port: number;
  readonly onClose: () => void;
}

/**
 * What the learner's own server shows. Its page is anybody's: in a sandbox it has no origin, and so nothing of ours to
 * read. The server says the same once more in its headers.
 */
export function WebPage({ lab, port, onClose }: WebPageProps): JSX.Element {
  const [path, setPath] = useState('/');
  const [typed, setTyped] = useState('/');
  const [times, setTimes] = useState(0);
  return (
    <section className={styles.web} aria-label={`端口 ${port} 的网页`} data-testid="web-page">
      <form
        className={styles.address}
        onSubmit={(event) => {
          event.preventDefault();
          setPath(typed.startsWith('/') ? typed : `/${typed}`);
          setTimes(times + 1);
        }}
      >
        <label>
          <span>实验机:{port}</span>
          <input
            aria-label="路径"
            value={typed}
            spellCheck={false}
            autoCapitalize="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <button type="submit">刷新</button>
        <button type="button" aria-label="关上网页" onClick={onClose}>
          ×
        </button>
      </form>
      <iframe
        key={times}
        className={styles.frame}
        title={`你的容器在端口 ${port} 上的网页`}
        src={webUrl(lab, port, path)}
        sandbox="allow-scripts allow-forms"
        referrerPolicy="no-referrer"
      />
    </section>
  );
}
