import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { LEARNER_COOKIE } from '../../../src/server/learner.ts';
import { terminalUrl } from '../../../src/shared/urls.ts';
import {
  ACK_EVERY_BYTES,
  ClientOp,
  encodeClientFrame,
  MAX_TERMINALS,
  ServerOp,
} from '../../../src/shared/wire.ts';

/** A page as a measurement needs one: it parses nothing. */
export interface BenchTerminal {
  type(text: string): void;
  /** Replaces the listener. */
  listen(hear: (data: Buffer) => void): void;
  /** From now on reads that much at most. */
  slowDown(bytesPerSecond: number): void;
  /** The page is gone. */
  close(): void;
  /** The page says that the terminal is not wanted any more, where it can. */
  end(): void;
}

export type Open = (number: number) => Promise<BenchTerminal>;

/** readline says it when the prompt is there: images/machine-base/files/etc/matou/shell.bash. */
export const PROMPT = '\x1b]633;B\x07';
/** A learner's tabs are few: the terminals of one measurement are those of several learners. */
export const labOf = (number: number): string => `bench-${Math.floor((number - 1) / MAX_TERMINALS)}`;
export const tabOf = (number: number): number => ((number - 1) % MAX_TERMINALS) + 1;
export const numberOf = (lab: string, tab: number): number =>
  Number(lab.slice('bench-'.length)) * MAX_TERMINALS + tab;
export const COOKIE = `${LEARNER_COOKIE}=${'b'.repeat(22)}`;

/** Takes in what comes at a limited pace: `read` is called when that much has been digested. */
class Digestion {
  #bytesPerSecond = Infinity;
  #freeAtMs = 0;
  slowDown(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
  }
  take(bytes: number, read: () => void): void {
    if (this.#bytesPerSecond === Infinity) return read();
    this.#freeAtMs = Math.max(performance.now(), this.#freeAtMs) + (bytes / this.#bytesPerSecond) * 1000;
    setTimeout(read, this.#freeAtMs - performance.now());
  }
}

/** What comes before somebody listens is kept: a shell may have prompted before the one who opened it has its turn. */
class Ears {
  #early: Buffer[] = [];
  #listener: ((data: Buffer) => void) | undefined;
  readonly hear = (data: Buffer): void => {
    if (this.#listener) this.#listener(data);
    else this.#early.push(Buffer.from(data));
  };
  readonly listen = (listener: (data: Buffer) => void): void => {
    this.#listener = listener;
    for (const data of this.#early.splice(0)) listener(data);
  };
}

/** Ours: acknowledges what it has taken in, as often as the page does. */
export const openOurs =
  (port: number): Open =>
  (number) =>
    new Promise((resolve, reject) => {
      const url = `ws://127.0.0.1:${port}${terminalUrl(labOf(number), tabOf(number))}`;
      const socket = new WebSocket(url, { headers: { cookie: COOKIE }, perMessageDeflate: false });
      const digestion = new Digestion();
      const { hear, listen } = new Ears();
      let taken = 0;
      socket.on('error', reject);
      socket.on('open', () => {
        socket.send(encodeClientFrame({ op: 'resize', cols: 80, rows: 24 }));
        resolve({
          type: (text) => socket.send(encodeClientFrame({ op: 'input', data: Buffer.from(text) })),
          listen,
          slowDown: (bytesPerSecond) => digestion.slowDown(bytesPerSecond),
          close: () => socket.close(),
          end: () => socket.send(new Uint8Array([ClientOp.Close])),
        });
      });
      socket.on('message', (frame: Buffer) => {
        const output = frame[0] === ServerOp.Output;
        // A prompt that was there before the page is in its Restore, as text; this says that it is one.
        if (frame[0] === ServerOp.Mark && frame.includes('"prompt"')) hear(Buffer.from(PROMPT));
        if (!output && frame[0] !== ServerOp.Restore) return;
        const data = frame.subarray(output ? 1 : 5);
        digestion.take(data.length, () => {
          hear(data);
          if (!output) return;
          taken += data.length;
          if (taken < ACK_EVERY_BYTES) return;
          socket.send(encodeClientFrame({ op: 'ack', bytes: taken }));
          taken = 0;
        });
      });
    });

/** ttyd's protocol, flow control included as its own page does it. */
export const openTtyd =
  (port: number): Open =>
  () =>
    new Promise((resolve, reject) => {
      // The marks of its own page: it pauses above 10 writes of 100,000 bytes that are not parsed yet.
      const COUNTED_BYTES = 100_000;
      const HIGH = 10;
      const LOW = 4;
      const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['tty'], { perMessageDeflate: false });
      const digestion = new Digestion();
      const { hear, listen } = new Ears();
      let written = 0;
      let pending = 0;
      socket.on('error', reject);
      socket.on('open', () => {
        socket.send(Buffer.from(JSON.stringify({ AuthToken: '', columns: 80, rows: 24 })));
        resolve({
          type: (text) => socket.send(Buffer.from(`0${text}`)),
          listen,
          slowDown: (bytesPerSecond) => digestion.slowDown(bytesPerSecond),
          close: () => socket.close(),
          end: () => socket.close(),
        });
      });
      socket.on('message', (frame: Buffer) => {
        if (frame[0] !== 0x30) return;
        const data = frame.subarray(1);
        written += data.length;
        const counted = written > COUNTED_BYTES;
        if (counted) {
          written = 0;
          pending += 1;
          if (pending > HIGH) socket.send(Buffer.from('2'));
        }
        digestion.take(data.length, () => {
          if (counted) {
            pending = Math.max(0, pending - 1);
            if (pending < LOW) socket.send(Buffer.from('3'));
          }
          hear(data);
        });
      });
    });

/** The bare way in: the machine's own master, with no server before it. */
export const openBare =
  (path: string): Open =>
  (number) =>
    new Promise((resolve, reject) => {
      const socket = connect({ path });
      const frame = (op: number, payload: Buffer): Buffer =>
        Buffer.concat([Buffer.from([op, payload.length >> 8, payload.length & 255]), payload]);
      const { hear, listen } = new Ears();
      socket.on('error', reject);
      socket.on('connect', () => {
        const attach = Buffer.alloc(19);
        attach[0] = number;
        attach.writeUInt16BE(80, 1);
        attach.writeUInt16BE(24, 3);
        socket.write(frame(1, attach));
        resolve({
          type: (text) => socket.write(frame(2, Buffer.from(text))),
          listen,
          slowDown: () => undefined,
          close: () => socket.destroy(),
          end: () => socket.write(frame(5, Buffer.from([number, 1]))),
        });
      });
      socket.on('data', (data) => hear(data));
    });
