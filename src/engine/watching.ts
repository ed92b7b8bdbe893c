/**
 * Looking over a shoulder: watching a learner's terminal, typing into it once they allow it, all terminals on a wall,
 * and one's own shown to everybody. It knows nothing about classes' rules, cookies or HTTP.
 */
export { Broadcasts, type OnAir } from './watching/broadcasts.ts';
export { Shoulders, type WatchHandle, type WatchViewer } from './watching/shoulders.ts';
export { showWall, type WallSeat } from './watching/wall.ts';
export type { OpenTerminalAt } from './watching/open-terminal-at.ts';
