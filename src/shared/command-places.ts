import type { CommandLines, CommandMark, Mark } from './wire.ts';

/** The part of xterm's marker that is used: a line that moves with the text. */
export interface LineMarker {
  readonly line: number;
  readonly isDisposed: boolean;
  dispose(): void;
}

/** The part of xterm.js that both its builds share, headless and in the browser. */
export interface MarkedTerminal<M extends LineMarker> {
  registerMarker(cursorYOffset?: number): M | undefined;
  readonly buffer: {
    readonly active: {
      readonly type: 'normal' | 'alternate';
      readonly baseY: number;
      readonly cursorX: number;
      readonly cursorY: number;
    };
  };
}

/** A command that has ended, and where it stands in the buffer. */
export interface CommandPlace<M extends LineMarker> extends CommandMark {
  readonly prompt: M;
  /** First line of what it printed. */
  readonly output: M;
  /** Where its output ended; this line belongs to it only if `endColumn` is more than 0. */
  readonly end: M;
  readonly endColumn: number;
}

/** Older ones are forgotten: each costs three markers that move with every line. */
const MAX_PLACES = 200;

/**
 * Which lines belong to which command. Both ends keep it: the page for its gutter, the server so that a page that was
 * loaded anew gets the places back. Call `mark` when the terminal has parsed all that came before the mark.
 */
export class CommandPlaces<M extends LineMarker> {
  readonly #terminal: MarkedTerminal<M>;
  #places: CommandPlace<M>[] = [];
  #prompt: M | undefined;
  #output: M | undefined;

  constructor(terminal: MarkedTerminal<M>) {
    this.#terminal = terminal;
  }

  /** Those that are still in the buffer, oldest first. */
  get all(): readonly CommandPlace<M>[] {
    const alive = this.#places.filter(({ prompt }) => !prompt.isDisposed);
    if (alive.length < this.#places.length) this.#places = alive;
    return this.#places;
  }

  /** Returns the command that has just ended, if its place is known. */
  mark(mark: Mark): CommandPlace<M> | undefined {
    const { active } = this.#terminal.buffer;
    // A program that was killed may have left its own screen on: there are no lines of the shell's there.
    if (active.type !== 'normal') return undefined;
    switch (mark.kind) {
      case 'prompt':
        this.#prompt?.dispose();
        this.#prompt = this.#terminal.registerMarker(0);
        this.#output?.dispose();
        this.#output = undefined;
        return undefined;
      case 'running':
        // Said once more after a restore, which knew the place.
        this.#output ??= this.#terminal.registerMarker(0);
        return undefined;
      case 'command': {
        const end = this.#terminal.registerMarker(0);
        return this.#ended(mark, end, active.cursorX);
      }
    }
  }

  /** For the other end. */
  lines(): CommandLines {
    const at = ({ line, isDisposed }: M): number => (isDisposed ? -1 : line);
    return {
      commands: this.all.map(({ prompt, output, end, endColumn, command, exitCode, durationMs }) => ({
        command,
        exitCode,
        durationMs,
        endColumn,
        prompt: at(prompt),
        output: at(output),
        end: at(end),
      })),
      prompt: this.#prompt ? at(this.#prompt) : -1,
      output: this.#output ? at(this.#output) : -1,
    };
  }

  /** After the screen was restored to the one that `lines` speaks of. */
  restore(lines: CommandLines): readonly CommandPlace<M>[] {
    this.clear();
    const { active } = this.#terminal.buffer;
    if (active.type !== 'normal') return [];
    const at = (line: number): M | undefined =>
      line < 0 ? undefined : this.#terminal.registerMarker(line - active.baseY - active.cursorY);
    for (const { prompt, output, end, ...rest } of lines.commands) {
      const markers = { prompt: at(prompt), output: at(output), end: at(end) };
      if (markers.prompt && markers.output && markers.end)
        this.#places.push({ ...rest, prompt: markers.prompt, output: markers.output, end: markers.end });
    }
    this.#prompt = at(lines.prompt);
    this.#output = at(lines.output);
    return this.#places;
  }

  clear(): void {
    for (const { prompt, output, end } of this.#places) for (const m of [prompt, output, end]) m.dispose();
    this.#prompt?.dispose();
    this.#output?.dispose();
    this.#places = [];
    this.#prompt = undefined;
    this.#output = undefined;
  }

  #ended(mark: CommandMark, end: M | undefined, endColumn: number): CommandPlace<M> | undefined {
    const output = this.#output;
    // `clear` took the prompt's line away: then the command has no place any more.
    const prompt = this.#prompt?.isDisposed ? undefined : this.#prompt;
    this.#output = undefined;
    this.#prompt = undefined;
    if (!prompt || !output || !end) {
      for (const marker of [prompt, output, end]) marker?.dispose();
      return undefined;
    }
    const { command, exitCode, durationMs } = mark;
    const place = { command, exitCode, durationMs, prompt, output, end, endColumn };
    this.#places.push(place);
    if (this.#places.length > MAX_PLACES) {
      const oldest = this.#places.shift();
      for (const marker of [oldest?.prompt, oldest?.output, oldest?.end]) marker?.dispose();
    }
    return place;
  }
}
