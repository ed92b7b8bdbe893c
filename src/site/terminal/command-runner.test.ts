import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CommandRunner, type RunState } from './command-runner.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const typed: string[] = [];
  const states: RunState[] = [];
  const screen = { full: false };
  const runner = new CommandRunner(
    (text) => typed.push(text),
    () => screen.full,
  );
  const report = (state: RunState): void => void states.push(state);
  const finishCommand = (exitCode: number): void => {
    runner.mark({ kind: 'running' });
    runner.mark({ kind: 'command', command: 'x', exitCode, durationMs: 1 });
    runner.mark({ kind: 'prompt' });
  };
  return { runner, typed, states, report, finishCommand, screen };
}

it('types each piece when the prompt is back', () => {
  const { runner, typed, states, report, finishCommand } = setUp();
  runner.mark({ kind: 'prompt' });
  runner.run(['a', 'b'], report);
  expect(typed).toEqual(['\x05\x15a\r']);
  finishCommand(0);
  expect(typed).toEqual(['\x05\x15a\r', '\x05\x15b\r']);
  finishCommand(0);
  expect(states.at(-1)).toEqual({ kind: 'done' });
});

it('stops at the first failure and says which', () => {
  const { runner, typed, states, report, finishCommand } = setUp();
  runner.mark({ kind: 'prompt' });
  runner.run(['a', 'b', 'c'], report);
  finishCommand(0);
  finishCommand(127);
  expect(states.at(-1)).toEqual({ kind: 'failed', exitCode: 127, piece: 2, total: 3 });
  expect(typed).toHaveLength(2);
});

it('a comment has no command mark and still counts', () => {
  const { runner, states, report } = setUp();
  runner.mark({ kind: 'prompt' });
  runner.run(['# 看'], report);
  runner.mark({ kind: 'prompt' });
  expect(states.at(-1)).toEqual({ kind: 'done' });
});

it('pastes several lines in one go', () => {
  const { runner, typed, report } = setUp();
  runner.mark({ kind: 'prompt' });
  runner.run(['cat <<E\na\nE'], report);
  expect(typed).toEqual(['\x05\x15\x1b[200~cat <<E\ra\rE\x1b[201~\r']);
});

it('types nothing a second time, nor into a running program', () => {
  const { runner, typed, states, report } = setUp();
  runner.mark({ kind: 'prompt' });
  runner.run(['vim'], report);
  runner.run(['vim'], report);
  expect(states.at(-1)).toEqual({ kind: 'busy', fullScreen: false });
  runner.mark({ kind: 'running' });
  runner.abandon();
  runner.run(['ls'], report);
  expect(states.at(-1)).toEqual({ kind: 'busy', fullScreen: false });
  expect(typed).toHaveLength(1);
});

it('does not wait for ever for a first mark', () => {
  const { runner, typed, report } = setUp();
  runner.run(['ls'], report);
  expect(typed).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(typed).toEqual(['ls\r']);
});

it('gives up when the connection breaks', () => {
  const { runner, states, report } = setUp();
  runner.mark({ kind: 'prompt' });
  runner.run(['a', 'b'], report);
  runner.disconnected();
  expect(states.at(-1)).toEqual({ kind: 'lost' });
});

it('never types into a full-screen program, not even when asked to type all the same', () => {
  const { runner, typed, states, report, screen } = setUp();
  runner.mark({ kind: 'prompt' });
  screen.full = true;
  runner.run(['ls'], report);
  expect(states.at(-1)).toEqual({ kind: 'busy', fullScreen: true });
  runner.typeAnyway(['ls'], report);
  expect(states.at(-1)).toEqual({ kind: 'busy', fullScreen: true });
  expect(typed).toEqual([]);
});

it('types into a shell within the shell when the learner wants it', () => {
  const { runner, typed, states, report } = setUp();
  runner.mark({ kind: 'running' });
  runner.typeAnyway(['cd /tmp', 'cat <<E\na\nE'], report);
  expect(typed).toEqual(['cd /tmp\r', 'cat <<E\ra\rE\r']);
  expect(states).toEqual([{ kind: 'typed' }]);
});

it('types into a container only from inside it, and follows what runs it to its end', () => {
  const { runner, typed, states, report, finishCommand } = setUp();
  runner.mark({ kind: 'prompt' });
  runner.typeInside(['greet', 'exit'], report);
  expect(states).toEqual([{ kind: 'outside' }]);
  expect(typed).toEqual([]);

  const outer: RunState[] = [];
  runner.run(['docker run -it debian'], (state) => outer.push(state));
  runner.mark({ kind: 'running' });
  runner.typeInside(['greet', 'exit'], report);
  expect(typed.slice(1)).toEqual(['greet\r', 'exit\r']);
  expect(states.at(-1)).toEqual({ kind: 'typed' });
  finishCommand(0);
  expect(outer.at(-1)).toEqual({ kind: 'done' });
});
