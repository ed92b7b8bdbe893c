/**
 * The Docker daemon that machines run on: the project's own, beside the user's, or the user's own where that can't be.
 * It knows nothing about machines, labs or HTTP.
 */
export type { default as Docker } from 'dockerode';
export { CommandError, run, runForBytes, runLines, tryRun } from './host/run.ts';
export { cgroupHierarchies, machinesGroup } from './host/cgroups.ts';
export { hostNames, type HostNames } from './host/names.ts';
export { logTail } from './host/daemon.ts';
export {
  clearHost,
  connectToEngine,
  engineAddress,
  openOwnEngine,
  type OwnEngine,
} from './host/own-engine.ts';
export { dockerSockets, findDocker, openSharedEngine, type SharedEngine } from './host/shared-engine.ts';
export { allPackages, installCommand, installPackages, missingPackages, onPath } from './host/packages.ts';
export { findLeftovers, type Leftover } from './host/leftovers.ts';
export { lockHolder, lockHome } from './host/lock.ts';
export { forgetRemapping } from './host/remapping.ts';
export { diagnoseHost, type Finding } from './host/diagnose.ts';
