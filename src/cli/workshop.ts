import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { lockHome } from '../engine/host.ts';
import { commonSpec, takeLabMachine } from '../engine/lab-machine.ts';
import { loadLabs } from '../engine/labs.ts';
import type { Lab } from '../engine/labs.ts';
import type { Workshop } from '../engine/lab-test.ts';
import { openPool } from '../engine/machine.ts';
import { Cleanup } from '../server/cleanup.ts';
import type { Config } from '../server/config.ts';
import { checkDisk, chooseEngine, openMachineHost } from '../server/machine-host.ts';
import type { StartReport } from '../server/machine-host.ts';
import { UserError } from '../shared/errors.ts';
import { consoleReport } from './steps.ts';

export interface WorkshopOptions {
  /** What machines are wanted for; default all labs of the course. */
  readonly labs?: readonly Lab[];
  /** Machines kept ready. Default 2. */
  readonly warm?: number;
  readonly report?: StartReport;
}

/** Fresh machines for lab-test; beside a running course it works in a home of its own, so neither disturbs the other. */
export async function openWorkshop(
  config: Config,
  root: string,
  { labs, warm = 2, report = consoleReport() }: WorkshopOptions = {},
): Promise<Workshop & AsyncDisposable> {
  const stack = new Cleanup();
  try {
    const home = lockOneOf(stack, [config.home, join(config.home, 'lab-test')]);
    checkDisk(home);
    const choice = await report.step('系统软件包', (detail) => chooseEngine(config, root, detail));
    const log = pino({ level: config.logLevel });
    const { host } = stack.use(await openMachineHost({ ...config, home }, root, choice, report, log));
    const spec = commonSpec(labs ?? (await loadLabs(join(root, 'labs'))));
    const pool = stack.use(
      openPool(host, spec, warm, (error) => report.note(`预热的实验机没有起来：${String(error)}`)),
    );
    return {
      takeMachine: (lab, signal) => takeLabMachine(pool, lab, signal),
      [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
    };
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

function lockOneOf(stack: Cleanup, homes: readonly string[]): string {
  let last: unknown;
  for (const home of homes) {
    try {
      stack.use(lockHome(home, 'npm run lab -- test'));
      return home;
    } catch (error) {
      // Held by a running course: the next one. Not writable: the same answer for each.
      if (!(error instanceof UserError) || !existsSync(join(home, 'lock'))) throw error;
      last = error;
    }
  }
  throw last;
}
