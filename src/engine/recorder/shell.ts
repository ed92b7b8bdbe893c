import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsoleCommand } from '../../shared/console.ts';
import { decodeServerFrame } from '../../shared/wire.ts';
import type { CommandMark } from '../../shared/wire.ts';
import { keystrokes } from '../typing.ts';
import type { Machine } from '../machine.ts';
import { openTerminal, renderOutput, TerminalUnavailable } from '../terminal.ts';
import type { OpenTerminalOptions, TerminalSession, ViewerHandle } from '../terminal.ts';

/** Wide enough for `docker ps -a` and systemctl, so that no program cuts what it says. */
const COLS = 120;
const ROWS = 40;
const FIRST_PROMPT_DEADLINE_MS = 30_000;
/** A program that prints nothing for this long, its prompt in the last line, waits for input. */
const QUIET_MS = 300;
/** Without a prompt to go by: before a control key. */
const SETTLED_MS = 1_500;
const SCREEN_LINES = 12;
/** `^C`, `^P^Q`: keys, sent without Enter. */
const CONTROL = /^(?:\^[A-Z[\\\]_])+$/;
const INNER_PROMPT = /[#$%>:?)\]]$/;

export type OpenTerminal = (options: OpenTerminalOptions) => Promise<TerminalSession>;

export interface Typed {
  readonly text: string;
  /** Lines and control keys for the program that it starts. */
  readonly input?: readonly string[] | undefined;
  readonly timeoutMs: number;
}

/** A shell of a machine whose every command is heard to its end, with what it printed. */
export interface RecordingShell extends AsyncDisposable {
  /** Rejects with TerminalUnavailable at a command that doesn't end. */
  run(typed: Typed): Promise<ConsoleCommand>;
  /** The last lines on the screen, for the person who must find out what went wrong. */
  screen(): Promise<string>;
}

export async function openShell(
  machine: Machine,
  open: OpenTerminal = openTerminal,
): Promise<RecordingShell> {
  const session = await open({
    attach: () => machine.shell(1),
    nonce: machine.nonce,
    cols: COLS,
    rows: ROWS,
  });
  const ear = listen(session);
  const dispose = async (): Promise<void> => {
    ear.handle.detach();
    await session[Symbol.asyncDispose]();
  };
  try {
    await session.waitForPrompt(FIRST_PROMPT_DEADLINE_MS);
  } catch (error) {
    await dispose();
    throw error;
  }
  const lastLine = async (): Promise<string> => (await session.screenText()).split('\n').at(-1)!;
  return {
    async run({ text, input, timeoutMs }) {
      const prompt = await lastLine();
      ear.begin();
      const deadline = performance.now() + timeoutMs;
      session.input(`${keystrokes(text)}\r`);
      let typed = text.split('\n').at(-1)!;
      for (const item of input ?? []) {
        const isWaiting = async (): Promise<boolean> => {
          const line = await lastLine();
          // What was typed is the last line for as long as the program is silent.
          return INNER_PROMPT.test(line) && !line.endsWith(typed);
        };
        await answer(session, ear, item, isWaiting, deadline);
        typed = item;
      }
      // The prompt after it: the command's own mark comes right before.
      await session.waitForPrompt(Math.max(1, deadline - performance.now()));
      const { mark, output } = ear.end();
      return {
        prompt,
        command: text,
        ...(input && { input }),
        exitCode: mark.exitCode,
        output: await renderOutput(output, COLS, ROWS),
      };
    },
    screen: async () => (await session.screenText()).trimEnd().split('\n').slice(-SCREEN_LINES).join('\n'),
    [Symbol.asyncDispose]: dispose,
  };
}

interface Ear {
  readonly handle: ViewerHandle;
  readonly lastHeardMs: number;
  begin(): void;
  end(): { mark: CommandMark; output: Buffer };
}

/** Looks at the terminal as a page does: output and marks come in one order, so a command's own output is known. */
function listen(session: TerminalSession): Ear {
  let chunks: Uint8Array[] = [];
  let running = false;
  let complete = true;
  let mark: CommandMark | undefined;
  let lastHeardMs = performance.now();
  const handle = session.attach({
    send(bytes) {
      const frame = decodeServerFrame(bytes);
      switch (frame.op) {
        case 'output':
          lastHeardMs = performance.now();
          handle.receive({ op: 'ack', bytes: frame.data.length });
          if (running) chunks.push(frame.data);
          return;
        case 'mark':
          if (frame.mark.kind === 'running') {
            running = true;
            chunks = [];
          } else if (frame.mark.kind === 'command') {
            running = false;
            mark = frame.mark;
          }
          return;
        case 'restore':
          // Once, when the terminal is opened; later only for a viewer that could not keep up.
          if (running) complete = false;
          return;
        case 'exit':
        case 'size':
        case 'commands':
          return;
      }
    },
  });
  return {
    handle,
    get lastHeardMs() {
      return lastHeardMs;
    },
    begin() {
      chunks = [];
      mark = undefined;
      complete = true;
      lastHeardMs = performance.now();
    },
    end() {
      if (!mark) throw new TerminalUnavailable('命令没有真正运行：它也许只是一句注释，或者 bash 读不懂它');
      if (!complete) throw new TerminalUnavailable('输出太多，录不下来：用管道或选项让它少打印一些');
      return { mark, output: Buffer.concat(chunks) };
    },
  };
}

/** Types one item of `input`, when the program waits for it. */
async function answer(
  session: TerminalSession,
  ear: Ear,
  item: string,
  isWaiting: () => Promise<boolean>,
  deadline: number,
): Promise<void> {
  const isKeys = CONTROL.test(item);
  const waits = async (): Promise<boolean> => {
    const quietMs = performance.now() - ear.lastHeardMs;
    if (isKeys) return quietMs >= SETTLED_MS;
    if (quietMs < QUIET_MS) return false;
    return session.state === 'running' && (await isWaiting());
  };
  while (!(await waits())) {
    if (performance.now() > deadline)
      throw new TerminalUnavailable(`没有等到程序的提示符，没法输入“${item}”`);
    if (session.state === 'prompt' && performance.now() - ear.lastHeardMs > SETTLED_MS)
      throw new TerminalUnavailable(`程序已经结束，没法再输入“${item}”`);
    await sleep(50);
  }
  // The echo of a line shows that it arrived: without it the prompt before would pass for the next one.
  const before = ear.lastHeardMs;
  session.input(isKeys ? controlKeys(item) : `${keystrokes(item)}\r`);
  while (!isKeys && ear.lastHeardMs === before && performance.now() < deadline) await sleep(20);
}

const controlKeys = (item: string): string =>
  item.replace(/\^(.)/g, (_, key: string) => String.fromCharCode(key.charCodeAt(0) & 0x1f));
