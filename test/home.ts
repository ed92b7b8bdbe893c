import { resolve } from 'node:path';

/** Outside the checkout; keeps built images between runs, so that the second `npm test` is quicker. */
export const testHome = (): string => resolve(process.env['MATOU_TEST_HOME'] ?? '/var/tmp/matou-test');

/** Why tests that need a real engine can't run here, if they can't. */
export function engineTestsReason(): string | undefined {
  if (process.platform !== 'linux') return '这台机器不是 Linux';
  if (process.getuid?.() !== 0) return '当前用户不是 root';
  return undefined;
}
