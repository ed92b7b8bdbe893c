import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMachine, type MachineSpec } from '../../src/engine/machine.ts';
import { openOurs, type BenchTerminal } from './terminal/clients.ts';
import { hears, openOne } from './terminal/measure.ts';
import { startScript } from './terminal/servers.ts';
import { openBenchHost } from './own-host.ts';
import { leaks, taken, type Taken } from './soak.ts';

const SPEC: MachineSpec = { flavour: 'docker', memoryBytes: 1024 ** 3, cpus: 1, pids: 2048 };
const GRACE_MS = 2_000;
const LEARNERS = 12;
/** A learner reads between two commands; and what is measured beside this must not suffer. */
const READS_MS = 15_000;
/** Caches and pools are filled by then. */
const WARM_UP_MS = 60_000;
const WITHIN_MS = 30_000;
/** The collector runs when it likes: the server's memory comes and goes by 50. */
const MAX_MIB = 64;

/** The process that has the terminals, and the machine with the shells. */
interface Server {
  readonly serverFiles: number;
  readonly serverMiB: number;
  readonly shells: number;
}

export interface TerminalSoakReport {
  readonly minutes: number;
  readonly rounds: number;
  readonly failed: readonly string[];
  readonly before: Taken & Server;
  readonly after: Taken & Server;
  readonly leaks: readonly string[];
}

/** Terminals are opened, used as learners do, cut, come back to and left, for that long. */
export async function soakTerminals(
  minutes: number,
  say: (text: string) => void,
): Promise<TerminalSoakReport> {
  await using opened = await openBenchHost(say);
  const { host } = opened;
  await using machine = await startMachine(host, SPEC);
  const { Mounts } = await host.docker.getContainer(`matou-${host.tag}-${machine.id}`).inspect();
  const runDir = Mounts.find(({ Destination }) => Destination === '/run/matou')!.Source;
  await using server = await startScript('ours', 'our-server.ts', [runDir, machine.nonce, String(GRACE_MS)]);
  const open = openOurs(server.port);
  const failed: string[] = [];
  let rounds = 0;
  const learner = async (number: number, untilMs: number): Promise<void> => {
    for (let round = number; performance.now() < untilMs; round++) {
      await use(number, round).catch((error: unknown) => {
        failed.push(`${new Date().toISOString()} ${number}/${round} ${(error as Error).message}`);
        say(failed.at(-1)!);
      });
      rounds += 1;
      await sleep(READS_MS);
    }
  };

  /** One after the other: a plain command, an editor, a flood that is interrupted, a page that is closed in the middle of a command. */
  const use = async (number: number, round: number): Promise<void> => {
    const { terminal } = await openOne(() => open(number));
    if (round % 4 === 0) await command(terminal, 'seq 2000 | tail -n 500', '2000\r\n');
    if (round % 4 === 1) {
      await command(terminal, 'vi /etc/services', '\x1b[?1049h');
      await sleep(500);
      await command(terminal, '\x1b:q!', '\x1b[?1049l');
    }
    if (round % 4 === 2) {
      terminal.type('yes 码头\r');
      await sleep(300);
      const prompt = hears(terminal, '\x1b]633;B', WITHIN_MS);
      terminal.type('\x03');
      await prompt;
    }
    if (round % 4 === 3) {
      terminal.type('sleep 2; echo ba""ck\r');
      await sleep(300);
      terminal.close();
      await sleep(500);
      const again = await open(number);
      await hears(again, 'back', WITHIN_MS);
      return leave(again);
    }
    return leave(terminal);
  };

  const lives = (ms: number) =>
    Promise.all(Array.from({ length: LEARNERS }, (_, i) => learner(i + 1, performance.now() + ms)));
  const census = async (): Promise<Taken & Server> => {
    await sleep(GRACE_MS + 3_000);
    const { stdout } = await machine.exec(['sh', '-c', 'pgrep -cx bash; true']);
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    return {
      ...(await taken(opened)),
      serverFiles: readdirSync(`/proc/${server.pid}/fd`).length,
      serverMiB: Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024),
      shells: Number(stdout),
    };
  };

  await lives(WARM_UP_MS);
  const before = await census();
  say(JSON.stringify(before));
  const began = performance.now();
  for (let part = 0; part < minutes; part += PART_MIN) {
    await lives(Math.min(PART_MIN, minutes - part) * 60_000);
    const { serverFiles, serverMiB, shells, processes, ptys } = await census();
    say(
      JSON.stringify({
        minutes: Math.min(part + PART_MIN, minutes),
        rounds,
        failed: failed.length,
        serverFiles,
        serverMiB,
        shells,
        processes,
        ptys,
      }),
    );
  }
  const after = await census();
  return {
    minutes: Math.round((performance.now() - began) / 60_000),
    rounds,
    failed,
    before,
    after,
    leaks: leaks(before, after, MAX_MIB),
  };
}

/** A look at it while it runs, which is also when everybody has left. */
const PART_MIN = 10;

async function command(terminal: BenchTerminal, line: string, answer: string): Promise<void> {
  const heard = hears(terminal, answer, WITHIN_MS);
  terminal.type(`${line}\r`);
  await heard;
}

async function leave(terminal: BenchTerminal): Promise<void> {
  await sleep(200);
  terminal.end();
  await sleep(30);
  terminal.close();
}
