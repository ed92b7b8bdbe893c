/**
 * The learner's disposable computer: makes it, looks into it, reaches its shells and throws it away.
 * It knows nothing about labs, learners or HTTP.
 */
export { sweepMachines, type MachineHost, type MachineSpec, type StartProgress } from './machine/create.ts';
export { guardCpu } from './machine/cpu-guard.ts';
export { tryDisks, type Disks } from './machine/disk.ts';
export { adoptMachine, resizeMachine, startMachine } from './machine/lifecycle.ts';
export { guardPtys } from './machine/pty-guard.ts';
export { openPool, type PoolBounds } from './machine/pool.ts';
export type { MachinePool } from './machine/queue.ts';
export {
  MachineUnavailable,
  type ContainerInspectInfo,
  type DaemonEvent,
  type DaemonInfo,
  type ExecOptions,
  type ExecResult,
  type ImageHistoryEntry,
  type ImageInfo,
  type ImageInspectInfo,
  type Inspectable,
  type Machine,
  type NetworkInspectInfo,
  type ShellAttachment,
  type ShellProgram,
  type ShellSocket,
  type VolumeInspectInfo,
} from './machine/types.ts';
