import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { hostNames, lockHome, type HostNames } from '../../src/engine/host.ts';
import type { MachineHost } from '../../src/engine/machine.ts';
import { completePath, readConfig, testHome } from '../../src/server/config.ts';
import { chooseEngine, openMachineHost } from '../../src/server/machine-host.ts';

export interface BenchHost extends AsyncDisposable {
  readonly host: MachineHost;
  readonly names: HostNames;
}

/** An engine for measurements that need no page, with the images of the tests. */
export async function openBenchHost(say: (text: string) => void): Promise<BenchHost> {
  completePath();
  const home = join(testHome(), 'docker');
  mkdirSync(home, { recursive: true });
  const lock = lockHome(home, 'npm run bench');
  const report = {
    step: <T>(title: string, work: (detail: (text: string) => void) => Promise<T>) => (
      say(title),
      work(() => {})
    ),
    note: say,
  };
  const config = readConfig({ home });
  const root = resolve(import.meta.dirname, '../..');
  const choice = await chooseEngine(config, root, () => {});
  const opened = await openMachineHost(config, root, choice, report, pino({ level: 'error' }));
  return {
    host: opened.host,
    names: hostNames(home),
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      lock[Symbol.dispose]();
    },
  };
}
