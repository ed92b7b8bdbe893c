import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openTerminal, TerminalUnavailable } from '../terminal.ts';
import { MasterShell, program, until } from './test-shell.ts';
import { TestViewer } from './test-viewer.ts';

const RC = path.resolve(import.meta.dirname, '../../../images/machine-base/files/etc/matou/shell.bash');

/** The learner's bash with the marks of a machine. */
const learner = (): MasterShell => new MasterShell(['bash', '--rcfile', RC, '-i'], { MATOU_NONCE: 'secret' });
const open = (shell: MasterShell) => openTerminal({ attach: shell.attach, nonce: 'secret' });

describe('the shell says', () => {
  it('what ran, with which exit code and how long', async () => {
    await using shell = learner();
    await using session = await open(shell);
    await session.waitForPrompt(10_000);
    expect(session.state).toBe('prompt');
    const lines: [string, number][] = [
      ['true; false', 1],
      ["echo 'a\\b' \\\\ 码头🚢", 0],
      ['(exit 42)', 42],
      ["printf '%s\\n' ';;\\x3b'", 0],
    ];
    for (const [command, exitCode] of lines)
      expect(await session.run(command, 10_000)).toMatchObject({ command, exitCode });
    const here = "cat <<'EOF' | wc -l\n一\n二;\nEOF";
    expect(await session.run(here.replaceAll('\n', '\r'), 10_000)).toMatchObject({
      command: here,
      exitCode: 0,
    });
    const slept = await session.run('sleep 0.3', 10_000);
    expect(slept.durationMs).toBeGreaterThanOrEqual(295);
    await session.waitForPrompt(10_000);
    expect(await session.screenText()).toContain('码头🚢');
  });

  it('it in the order of the output', async () => {
    await using shell = learner();
    await using session = await open(shell);
    await session.waitForPrompt(10_000);
    const viewer = TestViewer.on(session);
    const order: string[] = [];
    const send = viewer.send.bind(viewer);
    viewer.send = (bytes) => {
      const seen = viewer.frames.length;
      send(bytes);
      const frame = viewer.frames.at(-1);
      if (viewer.frames.length > seen) order.push(frame?.op === 'mark' ? `[${frame.mark.kind}]` : '');
      else order.push(viewer.chunks.at(-1)!.toString());
    };
    await session.run('seq -f "line %g" 3', 10_000);
    await session.waitForPrompt(10_000);
    expect(order.join('')).toMatch(/\[running\]line 1\r\nline 2\r\nline 3\r\n.*\[command\].*\[prompt\]/s);
    expect(
      order
        .join('')
        .match(/\[\w+\]/g)!
        .filter((it) => it !== '[prompt]'),
    ).toEqual(['[running]', '[command]']);
  });

  it('no command for an empty Enter, and no prompt when the line is only drawn again', async () => {
    await using shell = learner();
    await using session = await open(shell);
    await session.waitForPrompt(10_000);
    const marks: string[] = [];
    session.onMark((mark) => marks.push(mark.kind));
    session.input('\r');
    await session.waitForPrompt(10_000);
    expect(marks).toEqual(['prompt']);
    const viewer = TestViewer.on(session);
    for (const cols of [60, 90, 70]) {
      const had = viewer.output.length;
      session.resize(cols, 24);
      await until('it is drawn again', () => viewer.output.slice(had).includes('\x1b]633;B\x07'));
    }
    expect(marks).toEqual(['prompt']);
    await session.run('true', 10_000);
    await session.waitForPrompt(10_000);
    expect(marks).toEqual(['prompt', 'running', 'command', 'prompt']);
  });

  it('more than a program can fake', async () => {
    await using shell = learner();
    await using session = await open(shell);
    await session.waitForPrompt(10_000);
    const marks: unknown[] = [];
    session.onMark((mark) => marks.push(mark));
    const fakes = ['E;docker run x;guess', 'C', 'D;0', 'D;0;guess', 'P;Prompt;guess', 'A', 'B'];
    const print = `printf '${fakes.map((it) => `\\e]633;${it}\\a`).join('')}'; read; (exit 3)`;
    const running = session.run(print, 10_000);
    await until('they were printed', async () => {
      session.input('\r');
      await sleep(20);
      return marks.length > 1;
    });
    await expect(running).resolves.toMatchObject({ command: print, exitCode: 3 });
    expect(marks.slice(0, 2)).toMatchObject([
      { kind: 'running' },
      { kind: 'command', command: print, exitCode: 3 },
    ]);
    const nested = await session.run(`bash -c 'echo "<$MATOU_NONCE>"'`, 10_000);
    expect(nested.exitCode).toBe(0);
    expect(await session.screenText()).toContain('<>');
  });
});

describe('waiting', () => {
  it('for a prompt that does not come ends in time', async () => {
    await using session = await openTerminal({ attach: program('cat'), nonce: 'secret' });
    await expect(session.waitForPrompt(50)).rejects.toThrow(TerminalUnavailable);
    await expect(session.run('x', 50)).rejects.toThrow(TerminalUnavailable);
  });

  it('for a prompt is for one after the Enter', async () => {
    await using shell = learner();
    await using session = await open(shell);
    await session.waitForPrompt(10_000);
    let ended = false;
    session.onMark(({ kind }) => (ended ||= kind === 'command'));
    session.input('sleep 0.2\r');
    await session.waitForPrompt(10_000);
    expect(ended).toBe(true);
  });

  it('for a command ends with its shell, for a prompt it goes on to the next', async () => {
    await using shell = learner();
    await using session = await open(shell);
    await session.waitForPrompt(10_000);
    const running = session.run('exit 0', 10_000);
    const prompt = session.waitForPrompt(10_000);
    await expect(running).rejects.toThrow(TerminalUnavailable);
    await prompt;
    expect(session.state).toBe('prompt');
    expect(shell.starts).toBe(2);
    expect(await session.run('echo new', 10_000)).toMatchObject({ command: 'echo new', exitCode: 0 });
  });
});
