/** Columns whose values differ from run to run, by their heading: ps, top, docker top, docker stats, lsns, df, free. */
const VOLATILE = new Set([
  ...['PID', 'PPID', 'PGID', 'SID', 'SPID', 'TGID', 'LWP', 'NS-PID'],
  ...['%CPU', '%MEM', 'C', 'CP', 'VSZ', 'RSS', 'SZ', 'VIRT', 'RES', 'SHR', 'ADDR', 'TIME', 'TIME+'],
  ...['START', 'STIME', 'ELAPSED', 'ETIME'],
  ...['CPU %', 'MEM %', 'NET I/O', 'BLOCK I/O', 'MEM USAGE / LIMIT'],
  ...['Size', 'Used', 'Avail', 'Available', 'Use%', '1K-blocks', 'IUse%', 'IUsed', 'IFree'],
  ...['total', 'used', 'free', 'shared', 'buff/cache', 'available'],
]);
/** PID 1 and its parent 0 are what a lesson is about; other numbers are chance. */
const TELLING = new Set(['0', '1']);
const PIDS = new Set(['PID', 'PPID', 'PGID', 'SID', 'SPID', 'TGID', 'LWP', 'NS-PID']);

interface Table {
  readonly columns: readonly string[];
  /** What stands between two cells. */
  readonly gap: RegExp;
  /** free(1) has names of rows, and no heading for them. */
  readonly rowNames: boolean;
}

/** Masks the volatile cells of every table in the text. A table ends at an empty line or at the next heading. */
export function maskTables(lines: readonly string[]): string[] {
  let table: Table | undefined;
  return lines.map((line) => {
    const heading = headingOf(line);
    if (heading) {
      table = heading;
      return line;
    }
    if (line.trim() === '') table = undefined;
    return table ? maskRow(line, table) : line;
  });
}

function headingOf(line: string): Table | undefined {
  const text = line.trim();
  if (/^total +used +free\b/.test(text)) return { columns: text.split(/ +/), gap: /\s+/, rowNames: true };
  if (/^Filesystem\b/.test(text)) {
    const columns = text.replace('Mounted on', 'Mounted').split(/ +/);
    return { columns, gap: /\s+/, rowNames: false };
  }
  if (/^(CONTAINER ID|NAME) .*CPU %/.test(text))
    return { columns: text.split(/ {2,}/), gap: /\s{2,}/, rowNames: false };
  const columns = text.split(/\s+/);
  const isProcesses =
    columns.length > 1 && columns.includes('PID') && columns.every((name) => /^[A-Z%+_-]+$/.test(name));
  return isProcesses ? { columns, gap: /\s+/, rowNames: false } : undefined;
}

function maskRow(line: string, { columns, gap, rowNames }: Table): string {
  const cells = line.trim().split(gap);
  // Not a row: a message between them, say.
  if (cells.length < columns.length && !rowNames) return line;
  const shift = rowNames ? 1 : 0;
  const masked = cells.map((cell, index) => {
    const column = columns[index - shift];
    if (column === undefined || !VOLATILE.has(column)) return cell;
    if (PIDS.has(column) && TELLING.has(cell)) return cell;
    return `‹${column}›`;
  });
  return masked.join(' ');
}
