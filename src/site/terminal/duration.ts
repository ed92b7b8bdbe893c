/** As one would say it. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${ms} 毫秒`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} 秒`;
  const seconds = Math.floor(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours} 小时 ${minutes} 分` : `${minutes} 分 ${seconds % 60} 秒`;
}
