/**
 * The Docker daemon that machines run on: the project's own, beside the user's, or the user's own where that can't be.
 * It knows nothing about machines, labs or HTTP.
 */
import type Docker from 'dockerode';
import { openOwnEngine } from './host/own-engine.ts';

export type { Docker };
export { CommandError, run, runForBytes, tryRun } from './host/run.ts';
export { hostNames, type HostNames } from './host/names.ts';
export { logTail } from './host/daemon.ts';
export { openOwnEngine, type OwnEngine } from './host/own-engine.ts';
