import { openBenchHost } from './own-host.ts';
import { measureTerminals, tableOf, type TerminalReport } from './terminals.ts';

/** The terminals alone, on an engine of their own: no page is built for them. */
export async function terminalsOnly(runs: number, say: (text: string) => void): Promise<TerminalReport> {
  await using opened = await openBenchHost(say);
  const measured = await measureTerminals(opened.host, opened.names.runDir, runs, say);
  say(tableOf(measured));
  return measured;
}
