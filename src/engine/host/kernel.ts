import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Kernel settings that machines need. All machines share one remapped uid, so they share its quotas: with the
 * defaults the 19th machine fails silently.
 */
const WANTED: readonly { readonly key: string; readonly atLeast: number; readonly why: string }[] = [
  { key: 'kernel/keys/maxkeys', atLeast: 20_000, why: '所有实验机共用一个用户的密钥配额' },
  { key: 'kernel/keys/maxbytes', atLeast: 2_000_000, why: '同上' },
  {
    key: 'fs/inotify/max_user_instances',
    atLeast: 16_384,
    why: '每台实验机的 systemd 和 dockerd 要用约 8 个',
  },
  { key: 'fs/pipe-user-pages-soft', atLeast: 1_048_576, why: '不让一台实验机的管道占掉大家的份' },
  { key: 'kernel/pty/max', atLeast: 16_384, why: '所有实验机和本机共用伪终端' },
  { key: 'net/ipv4/ip_forward', atLeast: 1, why: '实验机经本机上网' },
];

export interface KernelChange {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

const path = (key: string): string => join('/proc/sys', key);
const read = (key: string): number => Number(readFileSync(path(key), 'utf8'));

/** What is below what machines need. */
export function kernelShortfalls(): KernelChange[] {
  return WANTED.filter(({ key }) => existsSync(path(key)))
    .map(({ key, atLeast, why }) => ({ key, from: read(key), to: atLeast, why }))
    .filter(({ from, to }) => from < to);
}

/** Raises what is too low and says what it changed. `savedFile` remembers the old values over a crash. */
export function raiseKernelLimits(savedFile: string): KernelChange[] {
  const changes = kernelShortfalls();
  const saved = {
    ...Object.fromEntries(changes.map(({ key, from }) => [key, from])),
    ...readSaved(savedFile),
  };
  writeFileSync(savedFile, JSON.stringify(saved));
  for (const { key, to } of changes) writeFileSync(path(key), String(to));
  return changes;
}

/** Puts back what raiseKernelLimits changed; forwarding stays on while another bridge may need it. */
export function restoreKernelLimits(savedFile: string): void {
  for (const [key, value] of Object.entries(readSaved(savedFile))) {
    if (key === 'net/ipv4/ip_forward' && foreignBridges().length > 0) continue;
    writeFileSync(path(key), String(value));
  }
}

function readSaved(savedFile: string): Record<string, number> {
  return existsSync(savedFile) ? (JSON.parse(readFileSync(savedFile, 'utf8')) as Record<string, number>) : {};
}

function foreignBridges(): string[] {
  return readdirSync('/sys/class/net').filter(
    (device) => existsSync(`/sys/class/net/${device}/bridge`) || /^mt[0-9a-f]{6}h$/.test(device),
  );
}
