import type { EvidenceKind, Report } from '../../shared/report.ts';

const KINDS: Record<EvidenceKind, string> = {
  joined: '加入班级',
  rejoined: '在另一台电脑上回来',
  started: '启动实验机',
  reset: '重置实验机',
  stopped: '结束实验',
  passed: '通过',
  failed: '检查没通过',
  hint: '看提示',
  solution: '看答案',
  skipped: '跳过',
  command: '命令',
  hand: '举手',
};

/** A page of its own: no script, no request, prints well. Everything in it may be any text at all. */
export function reportHtml({ name, class: { title }, madeAt, joinedAt, steps, evidence }: Report): string {
  const passed = steps.filter(({ passedAt }) => passedAt !== null).length;
  const stepRows = steps.map((step) => [
    text(step.lab),
    text(step.title),
    step.passedAt
      ? `${time(step.passedAt)}${step.late ? ' <b>迟交</b>' : ''}`
      : step.skippedAt
        ? '跳过'
        : '—',
    String(step.attempts),
    String(step.hintsSeen),
    step.solutionSeenAt ? time(step.solutionSeenAt) : '—',
  ]);
  const logRows = evidence.map((each) => [
    time(each.at),
    KINDS[each.kind],
    text([each.lab, each.step].filter(Boolean).join(' · ')),
    each.text === null ? '' : each.kind === 'command' ? `<code>${text(each.text)}</code>` : text(each.text),
    each.exitCode === null ? '' : String(each.exitCode),
  ]);
  return `<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(name)} · ${text(title)}</title>
<style>
body{font:16px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f2f2}code{font-family:ui-monospace,monospace;white-space:pre-wrap}@media print{body{margin:0;max-width:none}thead{display:table-header-group}}
</style></head><body>
<h1>${text(name)}的学习报告</h1>
<p>班级：${text(title)}。加入：${time(joinedAt)}。出具：${time(madeAt)}。通过 ${passed} 步。</p>
<p>判定都由服务器查看实验机得出。要验证真伪，用同一份报告的 JSON，它带签名。</p>
<h2>步骤</h2>
${table(['实验', '步骤', '通过时间', '没通过次数', '提示', '看过答案'], stepRows)}
<h2>经过</h2>
${table(['时间', '事情', '在哪里', '内容', '退出码'], logRows)}
</body></html>
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p>还没有。</p>';
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((each) => `<${tag}>${each}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('\n')}</tbody></table>`;
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (any: string): string => any.replaceAll(/[&<>"']/g, (char) => ESCAPES[char]!);

/** The server's own time of day, as the class has it on the wall. */
function time(iso: string): string {
  const at = new Date(iso);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
