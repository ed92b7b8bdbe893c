/** Why tests that need a real engine can't run here, if they can't. */
export function engineTestsReason(): string | undefined {
  if (process.platform !== 'linux') return '这台机器不是 Linux';
  if (process.getuid?.() !== 0) return '当前用户不是 root';
  return undefined;
}
