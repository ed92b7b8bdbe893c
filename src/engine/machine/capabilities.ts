import { readFileSync } from 'node:fs';

/** In the kernel's order: a name's index is its bit. */
const CAPABILITIES = [
  ...['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP'],
  ...[
    'LINUX_IMMUTABLE',
    'NET_BIND_SERVICE',
    'NET_BROADCAST',
    'NET_ADMIN',
    'NET_RAW',
    'IPC_LOCK',
    'IPC_OWNER',
  ],
  ...[
    'SYS_MODULE',
    'SYS_RAWIO',
    'SYS_CHROOT',
    'SYS_PTRACE',
    'SYS_PACCT',
    'SYS_ADMIN',
    'SYS_BOOT',
    'SYS_NICE',
  ],
  ...[
    'SYS_RESOURCE',
    'SYS_TIME',
    'SYS_TTY_CONFIG',
    'MKNOD',
    'LEASE',
    'AUDIT_WRITE',
    'AUDIT_CONTROL',
    'SETFCAP',
  ],
  ...['MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF'],
  'CHECKPOINT_RESTORE',
];

const ownStatus = (): string =>
  process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';

/** What the host's own bounding set lacks: asking for it makes the start fail with "unable to apply caps". */
export function missingCapabilities(status = ownStatus()): string[] {
  if (status === '') return []; // not Linux: the engine is in a VM that has them all
  const bounding = BigInt('0x' + (/^CapBnd:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'));
  return CAPABILITIES.filter((_, bit) => (bounding & (1n << BigInt(bit))) === 0n).map(
    (name) => `CAP_${name}`,
  );
}
