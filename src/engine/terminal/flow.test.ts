import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { OnReadOpts, Socket } from 'node:net';
import { setImmediate as tick, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FLOW_HIGH_BYTES, MAX_INPUT_BYTES } from '../../shared/wire.ts';
import { openTerminal } from '../terminal.ts';
import { random } from './test-noise.ts';
import { MasterShell, isAlive, program, until } from './test-shell.ts';
import { picture, TestViewer } from './test-viewer.ts';
import { SKIP_BYTES } from './viewer.ts';

/** A batch goes when it has 64 kB, with the chunk that made it so. */
const BATCH_BYTES = 128 * 1024;
/** Numbered lines of 80 bytes, once Enter was typed. */
const numbered = (lines: number): string[] => [
  'bash',
  '-c',
  `stty -echo; read; seq -f '%09.0f ${'x'.repeat(68)}' ${lines}; echo END; read`,
];

/** Checks that the lines come one after the other, none missing, none twice, none damaged. */
class LineCheck {
  next = 1;
  readonly hash = createHash('sha256');
  ended = false;
  #rest = '';

  push(data: Buffer): void {
    const lines = (this.#rest + data.toString('latin1')).split('\r\n');
    this.#rest = lines.pop()!;
    for (const line of lines) {
      if (line === '' && this.next === 1) continue;
      this.hash.update(`${line}\n`);
      if (line === 'END') this.ended = true;
      else if (line !== `${String(this.next).padStart(9, '0')} ${'x'.repeat(68)}`)
        throw new Error(
          `line ${this.next}: ${JSON.stringify(lines.slice(Math.max(0, lines.indexOf(line) - 1), lines.indexOf(line) + 3))}`,
        );
      else this.next += 1;
    }
  }
}

function hashOf(lines: number): string {
  const hash = createHash('sha256');
  for (let line = 1; line <= lines; line += 1)
    hash.update(`${String(line).padStart(9, '0')} ${'x'.repeat(68)}\n`);
  return hash.update('END\n').digest('hex');
}

describe('flow control', () => {
  it('loses and doubles nothing in 100 MB with a viewer that stalls and a connection that is cut', async () => {
    const lines = 1_250_000;
    const next = random(7);
    await using shell = new MasterShell(numbered(lines));
    let socket: Socket | undefined;
    const attach = async () => {
      const way = await shell.attach();
      return { ...way, connect: (onread: OnReadOpts) => (socket = way.connect(onread)) };
    };
    await using session = await openTerminal({ attach, nonce: 'n' });
    const check = new LineCheck();
    let wrong: unknown;
    let queued = 0;
    let most = 0;
    let cuts = 0;
    const viewer = TestViewer.on(session, (it) => {
      it.onOutput = (data) => {
        try {
          check.push(data);
        } catch (error) {
          wrong ??= error;
        }
        queued += data.length;
        most = Math.max(most, queued);
      };
    });
    viewer.type('\r');
    while (!check.ended) {
      if (wrong) throw wrong;
      if (next(40) === 0) await sleep(next(12));
      else await tick();
      if (viewer.outputBytes > (cuts + 1) * 9_000_000) {
        socket!.destroy();
        cuts += 1;
      }
      // Not always everything: what is left over counts as well.
      const part = next(3) === 0 ? Math.ceil(queued / 2) : queued;
      queued -= part;
      if (part > 0) viewer.ack(part);
    }
    expect(check.next).toBe(lines + 1);
    expect(check.hash.digest('hex')).toBe(hashOf(lines));
    expect(viewer.outputBytes).toBeGreaterThan(100_000_000);
    expect(cuts).toBeGreaterThan(9);
    expect(viewer.frames.filter(({ op }) => op === 'restore')).toHaveLength(1);
    expect(most).toBeLessThanOrEqual(SKIP_BYTES);
    expect(await session.screenText()).toMatch(new RegExp(`${lines} x+\\nEND$`));
  }, 180_000);

  it('stops the program while nothing is acknowledged, and lets it go on', async () => {
    const attach = program('bash', '-c', 'stty -echo; read; yes');
    await using session = await openTerminal({ attach, nonce: 'n' });
    const viewer = TestViewer.on(session, (it) => (it.onOutput = () => undefined));
    viewer.type('\r');
    await until('the mark is passed', () => viewer.outputBytes > FLOW_HIGH_BYTES);
    let acked = 0;
    for (let round = 0; round < 3; round += 1) {
      // Long enough for many megabytes to come if nothing held them.
      await sleep(150);
      const had = viewer.outputBytes;
      expect(had - acked).toBeLessThanOrEqual(FLOW_HIGH_BYTES + BATCH_BYTES);
      viewer.ack(had - acked);
      acked = had;
      await until('it goes on', () => viewer.outputBytes > had + FLOW_HIGH_BYTES);
    }
  });

  it('brings what was printed before the end though the viewer was behind then', async () => {
    const lines = 2000;
    const attach = program('bash', '-c', numbered(lines)[2]!.replace(/read$/, ''));
    await using session = await openTerminal({ attach, nonce: 'n' });
    const check = new LineCheck();
    const viewer = TestViewer.on(session, (it) => (it.onOutput = (data) => check.push(data)));
    let acked = 0;
    viewer.type('\r');
    await until('all has come', async () => {
      if (viewer.outputBytes - acked > FLOW_HIGH_BYTES) {
        await sleep(60);
        viewer.ack(viewer.outputBytes - acked);
        acked = viewer.outputBytes;
      }
      return check.ended;
    });
    expect(check.next).toBe(lines + 1);
  });

  it('lets Ctrl-C through though the viewer that typed it reads nothing', async () => {
    await using shell = new MasterShell(['bash', '--norc']);
    await using session = await openTerminal({ attach: shell.attach, nonce: 'n' });
    const viewer = TestViewer.on(session, (it) => (it.onOutput = () => undefined));
    const pidFile = shell.file('pid');
    viewer.type(`sh -c 'echo $$ >${pidFile}; exec yes'\r`);
    await until('the mark is passed', () => viewer.outputBytes > FLOW_HIGH_BYTES);
    await sleep(150); // until every buffer on the way is full
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    const sinceMs = performance.now();
    viewer.type('\x03');
    await until('yes has ended', () => !isAlive(pid));
    // A tenth of it as a rule. A viewer that reads nothing is given up after 10 s: it must not have been that.
    expect(performance.now() - sinceMs).toBeLessThan(5000);
    // What it has not read does not grow without end.
    expect(viewer.outputBytes).toBeLessThanOrEqual(SKIP_BYTES + BATCH_BYTES);
  });

  it('has no more on its way to a slow viewer than it reads in 200 ms when Ctrl-C is pressed', async () => {
    const BYTES_PER_MS = 2000;
    await using shell = new MasterShell(['bash', '--norc']);
    await using session = await openTerminal({ attach: shell.attach, nonce: 'n' });
    let queued = 0;
    let tail = '';
    const viewer = TestViewer.on(session, (it) => {
      it.onOutput = (data) => {
        queued += data.length;
        tail = (tail + data.toString('latin1')).slice(-200);
      };
    });
    const sinceMs = performance.now();
    let read = 0;
    const readOn = (): void => {
      const part = Math.min(queued, Math.round((performance.now() - sinceMs) * BYTES_PER_MS) - read);
      queued -= part;
      read += part;
      if (part > 0) viewer.ack(part);
    };
    viewer.type('yes 0123456789012345678901234567890123456789\r');
    await until('it has read 2 MB', () => (readOn(), read > 2_000_000));
    const had = read;
    viewer.type('\x03');
    await until('the prompt is there', () => (readOn(), /\^C\r?\n.*[$#] $/s.test(tail)));
    expect(read + queued - had).toBeLessThan(200 * BYTES_PER_MS);
  });

  it('does not let a slow viewer stop the one that types, and shows it the screen afterwards', async () => {
    const lines = 40_000;
    await using shell = new MasterShell(numbered(lines));
    await using session = await openTerminal({ attach: shell.attach, nonce: 'n' });
    const slow = TestViewer.on(session, (it) => (it.reading = false));
    const active = TestViewer.on(session);
    const sinceMs = performance.now();
    active.type('\r');
    await until('the active one has it all', () => active.output.endsWith('END\r\n'));
    // A second as a rule. After 10 s the slow one would be given up in any case.
    expect(performance.now() - sinceMs).toBeLessThan(9000);
    expect(active.outputBytes).toBeGreaterThan(3_000_000);
    expect(slow.outputBytes).toBeLessThanOrEqual(SKIP_BYTES + BATCH_BYTES);
    slow.goOn();
    await until('the slow one gets a new screen', () => slow.restores === 2);
    await Promise.all([slow.settled(), active.settled()]);
    expect(picture(slow.term)).toBe(picture(active.term));
    active.type('\r');
    await until('both live on', () => slow.frames.length > 0 && slow.output.includes('已退出'));
    await Promise.all([slow.settled(), active.settled()]);
    expect(picture(slow.term)).toBe(picture(active.term));
  });
});

describe('a paste', () => {
  it('of 200 kB arrives whole in a program that takes its time', async () => {
    await using shell = new MasterShell(['bash', '--norc']);
    await using session = await openTerminal({ attach: shell.attach, nonce: 'n' });
    const viewer = TestViewer.on(session);
    const got = shell.file('got');
    let text = '';
    for (let line = 1; Buffer.byteLength(text) < 200_000; line += 1)
      text += `第 ${line} 行 🚢 of a paste\r\n`;
    const bytes = Buffer.from(text);
    viewer.type(`stty raw -echo; printf 'REA%s' DY; sleep 0.2; cat >${got}\r`);
    await until('the program reads', () => viewer.output.includes('READY'));
    for (let at = 0; at < bytes.length; at += MAX_INPUT_BYTES)
      viewer.handle.receive({ op: 'input', data: bytes.subarray(at, at + MAX_INPUT_BYTES) });
    const read = (): Buffer => {
      try {
        return readFileSync(got);
      } catch {
        return Buffer.alloc(0);
      }
    };
    await until('all has arrived', () => read().length >= bytes.length);
    expect(read().equals(bytes)).toBe(true);
  });
});
