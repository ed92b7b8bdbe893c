import type { StartReport } from '../server/machine-host.ts';

const SECOND_MS = 1000;
/** Long enough that a quick step prints one line only. */
const DETAIL_AFTER_MS = 400;

/** Prints a line for each step with its time; what it is doing meanwhile, where the output is a terminal, in place. */
export function consoleReport(out: NodeJS.WriteStream = process.stdout): StartReport {
  const live = out.isTTY;
  return {
    async step(title, work) {
      const began = Date.now();
      let shown = '';
      const show = (text: string): void => {
        if (!live || Date.now() - began < DETAIL_AFTER_MS) return;
        const room = Math.max(10, (out.columns ?? 80) - title.length * 2 - 8);
        shown = `▸ ${title} … ${[...text].slice(0, Math.floor(room / 2)).join('')}`;
        out.write(`\r\x1b[K${shown}`);
      };
      if (live) out.write(`▸ ${title} …`);
      try {
        const result = await work(show);
        out.write(
          `${live ? '\r\x1b[K' : ''}✔ ${title}  ${((Date.now() - began) / SECOND_MS).toFixed(1)} 秒\n`,
        );
        return result;
      } catch (error) {
        out.write(`${live ? '\r\x1b[K' : ''}✘ ${title}\n`);
        throw error;
      }
    },
    note: (text) => out.write(`  ${text}\n`),
  };
}
