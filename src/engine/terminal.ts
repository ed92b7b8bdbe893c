/**
 * A terminal session: one shell reached through a pty, its screen kept here, and any number of pages looking at it.
 * It knows nothing about Docker, machines' life or HTTP: `attach` says what to run, frames come and go as bytes.
 */
import { Session } from './terminal/session.ts';
import type { OpenTerminalOptions, TerminalSession } from './terminal/types.ts';

export { renderOutput } from './terminal/render.ts';
export { TerminalUnavailable } from './terminal/types.ts';
export type {
  OpenTerminalOptions,
  Subscription,
  TerminalSession,
  Viewer,
  ViewerHandle,
} from './terminal/types.ts';

/** Resolves when the first shell is attached; rejects with what `attach` rejected with, or TerminalUnavailable. */
export async function openTerminal(options: OpenTerminalOptions): Promise<TerminalSession> {
  const session = new Session(options);
  await session.start();
  return session;
}
