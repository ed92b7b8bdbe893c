import { useEffect, useMemo, useState, type JSX } from 'react';
import type { ConsoleBlock, ConsoleCommand } from '../../shared/console.ts';
import { usePageLab } from '../lab/page-lab.ts';
import { copyText } from '../terminal/clipboard.ts';
import styles from './console.module.css';
import { RunButton } from './RunCode.tsx';

const COPIED_MS = 1500;

/**
 * `<Console id>`: a piece of a real terminal, recorded by `lab record`. `block` is put in by remark, as JSON: an
 * attribute that MDX can carry.
 */
export function Console({ id, block }: { id: string; block?: string }): JSX.Element {
  if (block === undefined) throw new Error(`<Console id="${id}"> 只能写在 docs/ 的课文里。`);
  const { commands } = useMemo(() => JSON.parse(block) as ConsoleBlock, [block]);
  return (
    <figure className={styles.console} data-testid={`console-${id}`}>
      {/* Long output scrolls in here, so the keyboard has to get here. */}
      <div className={styles.screen} tabIndex={0} role="group" aria-label="终端里的命令和输出">
        {commands.map((command, index) => (
          <Piece key={index} {...command} />
        ))}
      </div>
      <Buttons commands={commands} />
    </figure>
  );
}

function Piece({ prompt, command, output, exitCode }: ConsoleCommand): JSX.Element {
  return (
    <>
      <pre className={styles.command}>
        <span className={styles.prompt} aria-hidden="true">
          {prompt}{' '}
        </span>
        <code>{command}</code>
      </pre>
      {output.length > 0 && (
        <pre className={styles.output}>
          <samp>{output.join('\n')}</samp>
        </pre>
      )}
      {exitCode !== 0 && <p className={styles.exit}>退出码 {exitCode}</p>}
    </>
  );
}

function Buttons({ commands }: { commands: readonly ConsoleCommand[] }): JSX.Element {
  const lab = usePageLab();
  const pieces = useMemo(() => commands.map(({ command }) => command), [commands]);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className={styles.buttons} data-not-text>
      <button
        type="button"
        className={styles.copy}
        onClick={() => void copyText(pieces.join('\n')).then(() => setCopied(true))}
      >
        {pieces.length === 1 ? '复制命令' : `复制 ${pieces.length} 条命令`}
      </button>
      <span role="status" className={styles.copied}>
        {copied && '✔ 复制好了'}
      </span>
      {lab !== null && <RunButton lab={lab} pieces={pieces} />}
    </div>
  );
}
