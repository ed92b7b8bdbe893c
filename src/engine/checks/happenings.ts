import type { CommandMark } from '../../shared/wire.ts';
import type { DaemonEvent } from '../machine.ts';

export interface SeenCommand extends CommandMark {
  /** When it ended, in milliseconds since the epoch. */
  readonly atMs: number;
}

/** Older ones are forgotten: a loop in a learner's shell must not grow without end. */
const MAX_COMMANDS = 500;
const MAX_EVENTS = 5_000;

/** What happened in one machine since its lab began: commands that ended in its terminals, and its daemon's events. */
export class Happenings {
  readonly #commands: SeenCommand[] = [];
  readonly #events: DaemonEvent[] = [];

  addCommand({ command, exitCode, durationMs }: CommandMark, atMs = Date.now()): void {
    this.#commands.push({ command, exitCode, durationMs, atMs });
    if (this.#commands.length > MAX_COMMANDS) this.#commands.shift();
  }

  addEvent(event: DaemonEvent): void {
    this.#events.push(event);
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
  }

  /** Oldest first. */
  commandsSince(ms: number): readonly SeenCommand[] {
    return this.#commands.filter(({ atMs }) => atMs >= ms);
  }

  /** Oldest first. */
  eventsSince(ms: number): readonly DaemonEvent[] {
    return this.#events.filter(({ timeMs }) => timeMs >= ms);
  }
}
