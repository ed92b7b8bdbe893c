import { Inconclusive } from './types.ts';
import type { Evidence } from './types.ts';

export const NAMESPACES = ['pid', 'net', 'mnt', 'uts', 'ipc', 'user', 'cgroup'] as const;
export type Namespace = (typeof NAMESPACES)[number];

export interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly name: string;
  readonly command: string;
  /** Inode number of each; `-` for one that ended meanwhile. */
  readonly namespaces: Readonly<Record<Namespace, string>>;
}

/** The kernel's bound on a process's name; ps pads to it, so a name with blanks can be cut out. */
const NAME_WIDTH = 16;
const COLUMNS = [
  'pid=',
  'ppid=',
  'uid=',
  ...NAMESPACES.map((n) => `${n}ns=`),
  `comm:${NAME_WIDTH}=`,
  'args=',
];

/** Every process of the machine, those in its containers too; not those that the checks themselves started. */
export async function listProcesses(evidence: Evidence): Promise<Process[]> {
  const argv = ['ps', '-eww', ...COLUMNS.flatMap((column) => ['-o', column])];
  const { stdout, stderr, exitCode } = await evidence.exec(argv, { timeoutMs: evidence.remainingMs() });
  if (exitCode !== 0) throw new Inconclusive(`列不出进程（${stderr.trim() || exitCode}）`);
  return parsePs(stdout);
}

export function parsePs(text: string): Process[] {
  const numbers = 3 + NAMESPACES.length;
  const line = new RegExp(`^\\s*((?:\\S+\\s+){${numbers - 1}}\\S+) (.{${NAME_WIDTH}}) (.*)$`, 'u');
  const all = text.split('\n').flatMap((row) => {
    const [, head, name, command] = line.exec(row) ?? [];
    if (head === undefined || name === undefined || command === undefined) return [];
    const [pid, ppid, uid, ...inodes] = head.split(/\s+/);
    const namespaces = Object.fromEntries(NAMESPACES.map((n, i) => [n, inodes[i] ?? '-']));
    return [
      {
        pid: Number(pid),
        ppid: Number(ppid),
        uid: Number(uid),
        name: name.trim(),
        command: command.trim(),
        namespaces: namespaces as Record<Namespace, string>,
      },
    ];
  });
  const byPid = new Map(all.map((each) => [each.pid, each]));
  return all.filter((each) => !cameFromOutside(each, byPid));
}

/** What `docker exec` starts in the machine has no parent in there: checks do, and would find their own scripts. */
function cameFromOutside(process: Process, byPid: ReadonlyMap<number, Process>): boolean {
  let at = process;
  for (let depth = 0; at.ppid !== 0 && depth < 64; depth++) {
    const parent = byPid.get(at.ppid);
    if (!parent) return false; // ended while ps was reading
    at = parent;
  }
  return at.ppid === 0 && at.pid !== 1;
}

/** The text of each /proc/PID/cgroup, by pid. */
export async function readCgroups(evidence: Evidence): Promise<Map<number, string>> {
  // One grep for all: a cat for each process would take a second. Some end meanwhile: -s.
  const argv = ['bash', '-c', "grep -s '' /proc/[0-9]*/cgroup; true"];
  const { stdout } = await evidence.exec(argv, { timeoutMs: evidence.remainingMs() });
  const texts = new Map<number, string>();
  for (const row of stdout.split('\n')) {
    const [, pid, text] = /^\/proc\/(\d+)\/cgroup:(.*)$/.exec(row) ?? [];
    if (pid !== undefined) texts.set(Number(pid), `${texts.get(Number(pid)) ?? ''}${text}\n`);
  }
  return texts;
}
