import { describe, expect, test } from 'vitest';
import { maskOutputs } from './masks.ts';

const mask = (text: string, extra: string[] = []): string =>
  maskOutputs([text.split('\n')], extra)[0]!.join('\n');

const ID = '3f2a9c01de45';
const LONG = `${ID}${'0a1b'.repeat(13)}`;
const OTHER = 'b7c2d4e9f011';

/** What another run of the same command may print: no difference. */
const SAME: readonly (readonly [what: string, one: string, other: string])[] = [
  ['ids of containers', `${ID}\n${LONG}`, `${OTHER}\n${OTHER}${LONG.slice(12)}`],
  ['digests', `Digest: sha256:${LONG}`, `Digest: sha256:${OTHER}${LONG.slice(12)}`],
  ['an id that is all digits', '123456789012', ID],
  ['ids of builds', 'writing x3k9zq1m2n4b5v6c7d8f9g0h1 done', 'writing a1b2c3d4e5f6g7h8j9k0l1m2n done'],
  ['names made by docker', 'admiring_turing', 'zen_hopper2'],
  ['ages', 'Created 3 seconds ago', 'Created About a minute ago'],
  ['ages, up', 'Up Less than a second', 'Up 2 minutes'],
  ['ages in columns', `a   3 seconds ago    b`, `a   12 seconds ago   b`],
  ['ISO dates', '"2026-11-24T18:01:44.123456789Z"', '"2027-01-02T03:04:05.1Z"'],
  ['dates of docker inspect', '2026-11-24 18:01:44 +0000 UTC', '2027-01-02 03:04:05 +0000 UTC'],
  ['dates of nginx', '[24/Nov/2026:18:01:44 +0000]', '[01/Dec/2026:01:02:03 +0000]'],
  ['RFC dates', 'Date: Tue, 24 Nov 2026 18:01:44 GMT', 'Date: Wed, 25 Nov 2026 08:00:00 GMT'],
  ['dates of date', 'Tue Nov 24 18:01:44 UTC 2026', 'Wed Dec  2 01:02:03 UTC 2026'],
  ['dates of ls', '-rw-r--r-- 1 root root 5 Nov 24 18:01 a', '-rw-r--r-- 1 root root 5 Dec  2  2025 a'],
  ['dates of the journal', 'Nov 24 18:01:44 matou dockerd[12]: hi', 'Dec  2 01:02:03 matou dockerd[345]: hi'],
  ['times of programs', 'real\t0m0.243s\n1.2s\n12ms', 'real\t0m1.001s\n0.9s\n7ms'],
  ['times of ping', 'time=0.045 ms', 'time=12.1 ms'],
  ['sizes', '117MB 1.2 kB 762kB 48.3M 1.5GiB', '118MB 900 B 1.1MB 50M 2GiB'],
  ['memory of /proc/meminfo', 'MemTotal:        2041234 kB', 'MemTotal:       16041234 kB'],
  ['addresses of docker', '172.17.0.2', '172.18.0.3'],
  ['MAC addresses', '02:42:ac:11:00:02', '02:42:ac:12:00:03'],
  ['namespaces', 'pid:[4026532212]', 'pid:[4026533001]'],
  ['pairs of cables', '5: veth0a1b2c3@if4: <UP>', '5: vethdeadbee@if12: <UP>'],
  ['processes', '  PID TTY TIME CMD\n   12 ? 00:00:00 sleep', '  PID TTY TIME CMD\n 3456 ? 00:01:00 sleep'],
  [
    'docker top',
    'UID  PID  PPID  C  CMD\nroot  912  880  0  nginx -g x',
    'UID PID PPID C CMD\nroot 44 3 9 nginx -g x',
  ],
  [
    'docker stats',
    'CONTAINER ID   NAME   CPU %   PIDS\n3f2a9c01de45   web   0.05%   2',
    'CONTAINER ID   NAME   CPU %   PIDS\nb7c2d4e9f011   web   12.50%   2',
  ],
  [
    'df',
    'Filesystem Size Used Use% Mounted on\noverlay 40G 12G 30% /',
    'Filesystem Size Used Use% Mounted on\noverlay 98G 1G 2% /',
  ],
  [
    'free',
    '  total  used  free\nMem:  2000  500  1500\nSwap: 0 0 0',
    '  total  used  free\nMem:  16000  1  15999\nSwap: 0 0 0',
  ],
  [
    'systemctl',
    'since Tue 2026-11-24 18:31:55 UTC; 7s ago\nMain PID: 123 (dockerd)\n  Tasks: 12 (limit: 9)\n  └─123 /usr/sbin/dockerd',
    'since Wed 2026-11-25 01:02:03 UTC; 1min 3s ago\nMain PID: 9 (dockerd)\n  Tasks: 8 (limit: 9)\n  └─9 /usr/sbin/dockerd',
  ],
  ['jobs', '[1] 1234', '[1] 77'],
  ['a server’s lines in docker logs', 'level=info pid=12', 'level=info pid=9'],
  ['kernels', 'Linux matou 6.1.0-18-amd64 #1', 'Linux matou 6.18.5 #1'],
];

/** What a reader would be told wrongly: a difference, whatever stands around it. */
const DIFFERENT: readonly (readonly [what: string, one: string, other: string])[] = [
  ['exit codes', 'Exited (0) 3 seconds ago', 'Exited (137) 3 seconds ago'],
  ['states', 'Up 3 seconds', 'Exited (0) 3 seconds ago'],
  ['paused', 'Up 3 seconds', 'Up 3 seconds (Paused)'],
  ['health', 'Up 3 seconds (healthy)', 'Up 3 seconds (unhealthy)'],
  ['names of images', 'hello-world:latest', 'hello-world:1.0'],
  ['versions', 'nginx/1.26.3', 'nginx/1.27.0'],
  ['counts', 'Containers: 2', 'Containers: 3'],
  ['numbers of lines', 'a\na', 'a'],
  ['numbers of processes', 'PID CMD\n12 nginx', 'PID CMD\n12 nginx\n13 nginx'],
  ['PID 1', 'PID CMD\n1 nginx', 'PID CMD\n12 nginx'],
  ['ports', '0.0.0.0:8080->80/tcp', '0.0.0.0:8081->80/tcp'],
  ['limits in bytes', '536870912', '268435456'],
  ['limits of intervals', '"Interval": 30s', '"Interval": 10s'],
  ['addresses that somebody chose', '10.1.0.5', '10.1.0.6'],
  ['names that somebody chose', 'my_app', 'my_db'],
  ['names of files', 'memory_max', 'memory_high'],
  ['the command of a process', 'PID CMD\n12 nginx', 'PID CMD\n12 sleep'],
  ['the state of a process', 'PID STAT CMD\n12 S a', 'PID STAT CMD\n12 Z a'],
  ['owners', '-rw-r--r-- 1 root root 5 Nov 24 18:01 a', '-rw-r--r-- 1 1000 root 5 Nov 24 18:01 a'],
  ['one container or two', `${ID}\n${ID}`, `${ID}\n${OTHER}`],
  ['one namespace or two', 'pid:[4026532212]\npid:[4026532212]', 'pid:[4026532212]\npid:[4026532213]'],
  ['one address or two', '172.17.0.2\n172.17.0.2', '172.17.0.2\n172.17.0.3'],
  ['that there is an id', ID, 'no such container'],
  ['indentation', '  a', 'a'],
  ['words', 'active (running)', 'inactive (dead)'],
  ['numbers of jobs', '[1] 1234', '[2] 1234'],
  ['layers', 'Layers: 3', 'Layers: 4'],
];

describe('masks', () => {
  test.each(SAME)('%s are masked', (_, one, other) => {
    expect(one).not.toBe(other);
    expect(mask(one)).toBe(mask(other));
  });

  test.each(DIFFERENT)('%s are seen', (_, one, other) => {
    expect(mask(one)).not.toBe(mask(other));
  });

  test('an id is the same in its short and its long form, and in the next command', () => {
    expect(maskOutputs([[LONG], [ID, OTHER]])).toEqual([['‹id 1›'], ['‹id 1›', '‹id 2›']]);
  });

  test("the author's own masks hide what they match, and that only", () => {
    expect(mask('seq=17 ttl=64', ['(?<=seq=)\\d+'])).toBe('seq=‹已遮住› ttl=64');
    expect(mask('a 1\nb 2', ['^a.*$'])).toBe('‹已遮住›\nb 2');
  });

  test('a table ends where its lines do', () => {
    expect(mask('PID CMD\n12 a\n\n12 a')).toBe('PID CMD\n‹PID› a\n\n12 a');
    expect(mask('PID CMD\nbye')).toBe('PID CMD\nbye');
  });
});
