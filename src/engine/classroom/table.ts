import type { Report } from '../../shared/report.ts';

/** Excel takes a file without it for the local 8-bit encoding, and shows 乱码. */
const BOM = '\ufeff';

/** One line a step of each member; members that did nothing have one line all the same. RFC 4180. */
export function toCsv(reports: readonly Report[]): string {
  const head = ['姓名', '实验', '步骤', '标题', '通过时间', '迟交', '没通过次数', '提示', '看过答案', '跳过'];
  const rows = reports.flatMap((report): (string | number)[][] =>
    report.steps.length === 0
      ? [[report.name, '', '', '', '', '', 0, 0, '', '']]
      : report.steps.map((step) => [
          report.name,
          step.lab,
          step.step,
          step.title,
          step.passedAt ?? '',
          step.late ? '是' : '',
          step.attempts,
          step.hintsSeen,
          step.solutionSeenAt ?? '',
          step.skippedAt ?? '',
        ]),
  );
  return BOM + [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/**
 * A spreadsheet runs what begins like a formula, also in quotes: `=HYPERLINK(…)` as a name. An apostrophe in front makes
 * it text. Full-width forms and leading blanks count for some programs too.
 */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[\s\u0000]*[=+\-@＝＋－＠|%\t\r]/u.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}
