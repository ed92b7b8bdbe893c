import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { hostNames, lockHome } from '../../src/engine/host.ts';
import { completePath, readConfig, testHome } from '../../src/server/config.ts';
import { chooseEngine, openMachineHost } from '../../src/server/machine-host.ts';
import { measureTerminals, tableOf, type TerminalReport } from './terminals.ts';

/** The terminals alone, on an engine of their own: no page is built for them. */
export async function terminalsOnly(runs: number, say: (text: string) => void): Promise<TerminalReport> {
  completePath();
  const home = join(testHome(), 'docker');
  mkdirSync(home, { recursive: true });
  using _lock = lockHome(home, 'npm run bench');
  const config = readConfig({ home });
  const root = resolve(import.meta.dirname, '../..');
  const report = {
    step: <T>(title: string, work: (detail: (text: string) => void) => Promise<T>) => (
      say(title),
      work(() => {})
    ),
    note: say,
  };
  const choice = await chooseEngine(config, root, () => {});
  await using opened = await openMachineHost(config, root, choice, report, pino({ level: 'error' }));
  const measured = await measureTerminals(opened.host, hostNames(home).runDir, runs, say);
  say(tableOf(measured));
  return measured;
}
