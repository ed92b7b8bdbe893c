import { useCodeBlockContext } from '@docusaurus/theme-common/internal';
import { useEffect, useMemo, useRef, useState, type JSX } from 'react';
import { usePageLab } from '../lab/page-lab.ts';
import { useLive } from '../live/live-client.ts';
import { callForStart, folded } from '../machine/pane-state.ts';
import type { RunState } from '../terminal/command-runner.ts';
import { splitCommands } from '../terminal/split-commands.ts';
import { terminalFor, type RunnableTerminal } from '../terminal/terminal-hub.ts';
import styles from './run-code.module.css';

const RUNNABLE = new Set(['bash', 'shell', 'sh', 'console']);
/** A block with this title runs in that terminal: ```bash title="终端 2". */
const NAMED_TERMINAL = /^终端\s*([1-6])$/;
/** A block with this title goes into the shell of a container that the learner is in. */
const INSIDE = '容器里';

/** ▶ on a code block: types it into the lesson's terminal. Only on pages with a lab. */
export function RunCode(): JSX.Element | null {
  const { metadata } = useCodeBlockContext();
  const lab = usePageLab();
  const { code, language, title } = metadata;
  const pieces = useMemo(
    () => (RUNNABLE.has(language) ? splitCommands(code, language) : []),
    [code, language],
  );
  if (lab === null || pieces.length === 0) return null;
  const name = typeof title === 'string' ? title.trim() : '';
  const named = NAMED_TERMINAL.exec(name)?.[1];
  return (
    <RunButton
      lab={lab}
      pieces={pieces}
      number={named === undefined ? undefined : Number(named)}
      inside={name === INSIDE}
    />
  );
}

interface RunButtonProps {
  readonly lab: string;
  readonly pieces: readonly string[];
  /** Undefined: the terminal that the learner uses. */
  readonly number?: number | undefined;
  /** Typed into what runs in the terminal: the shell of a container. */
  readonly inside?: boolean;
}

/** Also for commands that are not in a code block: see Console. */
export function RunButton({ lab, pieces, number, inside = false }: RunButtonProps): JSX.Element {
  const { server } = useLive();
  const [run, setRun] = useState<RunState | null>(null);
  // State comes a render later; a double click does not wait for it.
  const running = useRef(false);
  const terminal = useRef<RunnableTerminal | undefined>(undefined);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const report = (state: RunState): void => {
    running.current = state.kind === 'running';
    if (mounted.current) setRun(state);
  };
  const start = async (): Promise<void> => {
    if (running.current) return;
    running.current = true;
    const found = await terminalFor(lab, number);
    if (!found) {
      running.current = false;
      callForStart();
      setRun(null);
      return;
    }
    terminal.current = found;
    // Narrow screens: what runs should be seen.
    folded.set(false);
    if (inside) found.runner.typeInside(pieces, report);
    else found.runner.run(pieces, report);
    focusOf(found);
  };
  const typeAnyway = (): void => {
    terminal.current?.runner.typeAnyway(pieces, report);
    focusOf(terminal.current);
  };

  const isRunning = run?.kind === 'running';
  const where = inside ? '容器里' : number === undefined ? '终端里' : `终端 ${number} 里`;
  if (server === 'absent') return <></>;
  return (
    <div className={styles.run} data-state={run?.kind ?? 'idle'}>
      <span className={styles.text} role="status">
        {textOf(run)}
      </span>
      {isRunning && (
        <button type="button" className={styles.quiet} onClick={() => terminal.current?.runner.abandon()}>
          不等了
        </button>
      )}
      {run?.kind === 'busy' && !run.fullScreen && (
        <button
          type="button"
          className={styles.quiet}
          title="终端里是容器的 shell，或者程序正等着输入：直接输入进去，不等结果"
          onClick={typeAnyway}
        >
          照样输入
        </button>
      )}
      <button
        type="button"
        className={styles.button}
        data-testid="run-code"
        aria-disabled={isRunning}
        title={`在${where}运行：\n${pieces.join('\n')}`}
        onClick={() => void start()}
      >
        <span aria-hidden="true">▶</span> 在{where}运行
      </button>
    </div>
  );
}

function focusOf(terminal: RunnableTerminal | undefined): void {
  // On a touch screen a focus would bring up the keyboard over half of the page.
  if (!window.matchMedia('(pointer: coarse)').matches) terminal?.focus();
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
      return run.fullScreen
        ? '终端里开着 vim、less 这样的全屏程序：先退出它。什么也没有输入'
        : '终端里还有程序在运行：先等它结束，或按 Ctrl+C；在容器里就先 exit。什么也没有输入';
    case 'outside':
      return '还没有进到容器里：先运行前面的命令。什么也没有输入';
    case 'typed':
      return '已经输入，结果请看终端';
    case 'lost':
      return '没有等到结果，请看终端';
  }
}
