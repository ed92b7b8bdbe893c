import { cpus, freemem } from 'node:os';
import type { Classroom } from '../engine/classroom.ts';
import { UserError } from '../shared/errors.ts';
import { showCode } from '../shared/classroom.ts';
import { joinPage, teachPage } from '../shared/urls.ts';
import { lanAddresses } from './addresses.ts';
import type { Config } from './config.ts';
import type { EngineChoice } from './machine-host.ts';

/** What the person who started a class has to know. */
export interface ClassAnnouncement {
  /** For learners, best first, with the code of the newest open class. */
  readonly joinUrls: readonly string[];
  readonly title: string;
  readonly code: string;
  /** How many more classes are open. */
  readonly others: number;
  readonly teachUrl: string;
  readonly machines: number;
  readonly fingerprint: string | undefined;
}

const GIB = 1024 ** 3;
/** For the server itself, the engine and the page cache that they live on. */
const RESERVED_BYTES = 1.5 * GIB;
/** An idle machine takes 50–70 MiB, one at work with a few containers some 200. */
const PER_MACHINE_BYTES = 256 * 1024 ** 2;
/** Machines share the quotas of one user in the kernel; tried up to this. */
const MACHINES_AT_MOST = 60;

/** Privileged machines are root on the host: a class can't have them. */
export function refusePrivileged(choice: EngineChoice): void {
  if (choice.kind === 'own') return;
  throw new UserError(
    '上课要用码头自己的宿主引擎：用你自己的 Docker 时实验机是特权容器，任何一个学员都能在里面成为这台机器的 root。',
    '在 Debian 12 或更新的机器上用 root 运行，并去掉 --engine shared。',
  );
}

/** How many machines there may be. What is free now counts: what runs beside it needs its memory too. */
export function machinesFor(config: Config, freeBytes: number = freemem()): number {
  if (config.machines !== undefined) return config.machines;
  const fit = Math.floor((freeBytes - RESERVED_BYTES) / PER_MACHINE_BYTES);
  return Math.min(MACHINES_AT_MOST, Math.max(1, fit));
}

/** A boot keeps one core busy; two at a time were fastest on two. */
export const startsAtOnce = (): number => Math.max(2, Math.floor(cpus().length / 2));

export const reachableAt = (config: Config): string[] => lanAddresses(config.host);

/** There is a class to join from the start; the link of the owner's is a new one each time. */
export function announce(
  classroom: Classroom,
  at: {
    readonly urls: readonly string[];
    readonly machines: number;
    readonly fingerprint: string | undefined;
  },
  today: Date = new Date(),
): ClassAnnouncement {
  if (!classroom.classes().some(({ state }) => state === 'open'))
    classroom.create(`${today.getMonth() + 1} 月 ${today.getDate()} 日的班`);
  const open = classroom.classes().filter(({ state }) => state === 'open');
  const { code, settings } = open[0]!;
  return {
    joinUrls: at.urls.map((url) => url + joinPage(code)),
    title: settings.title,
    code: showCode(code),
    others: open.length - 1,
    teachUrl: at.urls[0]! + teachPage(classroom.newOwnerSecret()),
    machines: at.machines,
    fingerprint: at.fingerprint,
  };
}
