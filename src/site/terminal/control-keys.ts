/** What Ctrl makes of a key: `c` → Ctrl-C, an arrow → Ctrl with that arrow. What has no such form goes as it is. */
export function controlOf(data: string): string {
  const arrow = /^\x1b[[O]([A-D])$/.exec(data);
  if (arrow) return `\x1b[1;5${arrow[1]}`;
  const upper = data.toUpperCase();
  return /^[@-_]$/.test(upper) ? String.fromCharCode(upper.charCodeAt(0) & 0x1f) : data;
}
