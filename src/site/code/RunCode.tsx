import { useCodeBlockContext } from '@docusaurus/theme-common/internal';
import { useEffect, useMemo, useRef, useState, type JSX } from 'react';
import { usePageLab } from '../lab/page-lab.ts';
import { useLive } from '../live/live-client.ts';
import { useStore } from '../live/store.ts';
import { callForStart, folded } from '../machine/pane-state.ts';
import type { RunState } from '../terminal/command-runner.ts';
import { splitCommands } from '../terminal/split-commands.ts';
import { activeTerminal } from '../terminal/terminal-hub.ts';
import styles from './run-code.module.css';

const RUNNABLE = new Set(['bash', 'shell', 'sh', 'console']);

/** ▶ on a code block: types it into the lesson's terminal. Only on pages with a lab. */
export function RunCode(): JSX.Element | null {
  const { metadata } = useCodeBlockContext();
  const lab = usePageLab();
  const { code, language } = metadata;
  const pieces = useMemo(
    () => (RUNNABLE.has(language) ? splitCommands(code, language) : []),
    [code, language],
  );
  if (lab === null || pieces.length === 0) return null;
  return <RunButton lab={lab} pieces={pieces} />;
}

/** Also for commands that are not in a code block: see Console. */
export function RunButton({ lab, pieces }: { lab: string; pieces: readonly string[] }): JSX.Element {
  const terminal = useStore(activeTerminal, null);
  const { server } = useLive();
  const [run, setRun] = useState<RunState | null>(null);
  // State comes a render later; a double click does not wait for it.
  const running = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const start = (): void => {
    if (running.current) return;
    if (terminal?.lab !== lab || terminal.connection.state.get().kind !== 'open') {
      callForStart();
      setRun(null);
      return;
    }
    running.current = true;
    // Narrow screens: what runs should be seen.
    folded.set(false);
    terminal.runner.run(pieces, (state) => {
      running.current = state.kind === 'running';
      if (mounted.current) setRun(state);
    });
    // On a touch screen a focus would bring up the keyboard over half of the page.
    if (!window.matchMedia('(pointer: coarse)').matches) terminal.focus();
  };

  const text = textOf(run);
  const isRunning = run?.kind === 'running';
  if (server === 'absent') return <></>;
  return (
    <div className={styles.run} data-state={run?.kind ?? 'idle'}>
      <span className={styles.text} role="status">
        {text}
      </span>
      {isRunning && (
        <button type="button" className={styles.quiet} onClick={() => terminal?.runner.abandon()}>
          不等了
        </button>
      )}
      <button
        type="button"
        className={styles.button}
        data-testid="run-code"
        aria-disabled={isRunning}
        title={`在终端里运行：\n${pieces.join('\n')}`}
        onClick={start}
      >
        <span aria-hidden="true">▶</span> 在终端里运行
      </button>
    </div>
  );
}

function textOf(run: RunState | null): string {
  switch (run?.kind) {
    case undefined:
      return '';
    case 'running':
      return run.total === 1 ? '正在运行…' : `正在运行第 ${run.piece} / ${run.total} 条…`;
    case 'done':
      return '✔ 运行完了';
    case 'failed':
      return run.total === 1
        ? `✘ 退出码 ${run.exitCode}`
        : `✘ 第 ${run.piece} 条的退出码是 ${run.exitCode}，后面的没有运行`;
    case 'busy':
      return '终端里还有程序在运行：先等它结束，或按 Ctrl+C';
    case 'lost':
      return '没有等到结果，请看终端';
  }
}
