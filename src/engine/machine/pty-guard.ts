import { readFileSync } from 'node:fs';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';

/**
 * Ptys are the kernel's own, one number for the whole host, and nothing limits how many of them a user namespace takes:
 * a `max=` on the machine's devpts binds nobody who may mount another. So they are counted, and whoever has far more
 * than a lesson could need loses the processes that hold them.
 */
const LOOK_EVERY_MS = 25;
/** Below this nobody is short of them: nothing is looked at but one number. */
const CALM_BELOW = 2_000;
/** After a look that found nobody, unless many more are taken: thousands may be held within what each may have. */
const REST_MS = 250;
/** Of one machine: 64 terminals and hundreds of `docker run -it`. */
const MAX_PER_MACHINE = 512;
/** Enough of them end for that. */
const LEFT_AFTERWARDS = 128;
/** Who takes them again and again is told of once in this time. */
const TELL_EVERY_MS = 10_000;
/** Users of a remapped range. */
const RANGE = 65_536;

const takenPtys = (): number => Number(readFileSync('/proc/sys/kernel/pty/nr', 'utf8'));

/** Until disposed. `onOffence` hears which machine's container took how many, or more. */
export function guardPtys(
  firstUid: number,
  onOffence: (container: string, ptys: number) => void,
): Disposable {
  let busy = false;
  const told = new Map<string, number>();
  const tell = (container: string, ptys: number): void => {
    const now = performance.now();
    if (now - (told.get(container) ?? -Infinity) < TELL_EVERY_MS) return;
    told.set(container, now);
    onOffence(container, ptys);
  };
  let rest = { untilMs: 0, below: 0 };
  const timer = setInterval(() => {
    const taken = takenPtys();
    if (busy || taken < CALM_BELOW || (taken < rest.below && performance.now() < rest.untilMs)) return;
    busy = true;
    void endOffenders(firstUid, tell)
      .then((ended) => {
        if (!ended) rest = { untilMs: performance.now() + REST_MS, below: taken + MAX_PER_MACHINE / 2 };
      })
      .catch(() => undefined) // processes come and go while they are read: the next look sees what is left
      .finally(() => (busy = false));
  }, LOOK_EVERY_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Whether there was one. */
async function endOffenders(
  firstUid: number,
  onOffence: (container: string, ptys: number) => void,
): Promise<boolean> {
  let ended = false;
  for (const [container, holders] of await holdersByContainer(firstUid)) {
    let left = holders.reduce((sum, { ptys }) => sum + ptys, 0);
    if (left <= MAX_PER_MACHINE) continue;
    onOffence(container, left);
    ended = true;
    for (const { pid, ptys } of holders.sort((a, b) => b.ptys - a.ptys)) {
      if (left <= LEFT_AFTERWARDS) break;
      if (await belongsTo(pid, firstUid)) process.kill(pid, 'SIGKILL');
      left -= ptys;
    }
  }
  return ended;
}

interface Holder {
  readonly pid: number;
  readonly ptys: number;
}

async function holdersByContainer(firstUid: number): Promise<Map<string, Holder[]>> {
  const found = new Map<string, Holder[]>();
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || !(await belongsTo(pid, firstUid))) continue;
    const ptys = await ptysOf(pid);
    if (ptys === 0) continue;
    const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
    // The outermost id: a container in the machine is a part of the machine.
    const container = /\b[0-9a-f]{64}\b/.exec(cgroup)?.[0] ?? '';
    found.set(container, [...(found.get(container) ?? []), { pid, ptys }]);
  }
  return found;
}

async function belongsTo(pid: number, firstUid: number): Promise<boolean> {
  const owner = (await stat(`/proc/${pid}`).catch(() => undefined))?.uid;
  return owner !== undefined && owner >= firstUid && owner < firstUid + RANGE;
}

/** Counted no further than is too many: of ten thousand, each a system call, it would take as long as taking them did. */
async function ptysOf(pid: number): Promise<number> {
  const dir = `/proc/${pid}/fd`;
  let ptys = 0;
  for (const fd of await readdir(dir).catch(() => [])) {
    if ((await readlink(`${dir}/${fd}`).catch(() => '')).endsWith('/ptmx')) ptys += 1;
    if (ptys > MAX_PER_MACHINE) break;
  }
  return ptys;
}
