import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { LiveMessage } from '../../src/shared/api.ts';
import { JOIN_URL, LIVE_URL, startUrl, terminalUrl } from '../../src/shared/urls.ts';
import { decodeServerFrame, encodeClientFrame, type ServerFrame } from '../../src/shared/wire.ts';

export const LAB = 'ch4/hello-world';
export const STEP = 'run-hello';
const KEYS = 15;
const GAP_MS = 120; // a fast typist
const COMMAND = 'docker run hello-world';
const WITHIN_MS = 200_000;

export const post = (address: string, url: string, body: object, cookie = ''): Promise<Response> =>
  fetch(address + url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', cookie },
  });

/** Resolves when it is open; rejects if it closes first. */
export function openSocket(
  address: string,
  url: string,
  cookie: string,
  hear: (data: Buffer) => void,
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address.replace('http', 'ws') + url, { headers: { cookie } });
    socket.on('message', hear);
    socket.once('open', () => resolve(socket));
    socket.once('close', (code) => reject(new Error(`${url} closed: ${code}`)));
    socket.once('error', () => {});
  });
}

/** One learner, by the same requests and frames that the page sends. */
export class Learner {
  /** How far back in the queue it ever was. */
  worstPosition = 0;
  private cookie = '';
  private live: WebSocket | undefined;
  private terminal: WebSocket | undefined;
  private readonly ears = new Set<(message: LiveMessage) => void>();
  private readonly frames = new Set<(frame: ServerFrame) => void>();

  constructor(
    private readonly address: string,
    private readonly name: string,
  ) {}

  async join(code: string): Promise<void> {
    const answer = await post(this.address, JOIN_URL, { code, name: this.name });
    if (!answer.ok) throw new Error(await answer.text());
    this.cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
    this.live = await openSocket(this.address, LIVE_URL, this.cookie, (data) => {
      const message = JSON.parse(data.toString('utf8')) as LiveMessage;
      for (const ear of [...this.ears]) ear(message);
    });
  }

  /** From the press to a machine with a prompt, in ms. */
  async start(): Promise<number> {
    const began = performance.now();
    const ready = this.until((message) => {
      if (message.type !== 'machine') return false;
      const { status } = message;
      if (status.state === 'failed') throw new Error(status.reason);
      if (status.state === 'queued') this.worstPosition = Math.max(this.worstPosition, status.position);
      return status.state === 'ready';
    });
    const answer = await post(this.address, startUrl(LAB), {}, this.cookie);
    if (!answer.ok) throw new Error(await answer.text());
    await ready;
    const restored = new Promise<void>((resolve) => {
      const hear = (frame: ServerFrame): void => {
        if (frame.op !== 'restore') return;
        this.frames.delete(hear);
        resolve();
      };
      this.frames.add(hear);
    });
    this.terminal = await openSocket(this.address, terminalUrl(LAB, 1), this.cookie, (data) => {
      const frame = decodeServerFrame(new Uint8Array(data));
      if (frame.op === 'output')
        this.terminal?.send(encodeClientFrame({ op: 'ack', bytes: frame.data.length }));
      for (const hear of [...this.frames]) hear(frame);
    });
    this.terminal.send(encodeClientFrame({ op: 'resize', cols: 100, rows: 30 }));
    await restored;
    return performance.now() - began;
  }

  async echoes(): Promise<number[]> {
    const times: number[] = [];
    for (let n = 0; n < KEYS; n++) {
      const key = 'abcdefghijklmno'[n]!;
      const began = performance.now();
      const shown = this.output((text) => text.includes(key));
      this.type(key);
      await shown;
      times.push(performance.now() - began);
      await sleep(GAP_MS);
    }
    this.type('\x15'); // Ctrl-U
    await sleep(GAP_MS);
    return times;
  }

  /** Runs what the step wants: from the end of the command to "passed" in the page, in ms; 0 where it came first. */
  async pass(): Promise<number> {
    const passed = this.until(
      (message) =>
        message.type === 'verdict' && message.step === STEP && message.verdict.outcome === 'passed',
    ).then(() => performance.now());
    const ended = new Promise<number>((resolve) => {
      const hear = (frame: ServerFrame): void => {
        if (frame.op !== 'mark' || frame.mark.kind !== 'command') return;
        this.frames.delete(hear);
        resolve(performance.now());
      };
      this.frames.add(hear);
    });
    this.type(`${COMMAND}\r`);
    const [atVerdict, atEnd] = await Promise.all([passed, ended]);
    return Math.max(0, atVerdict - atEnd);
  }

  leave(): void {
    this.live?.close();
    this.terminal?.close();
  }

  private type(text: string): void {
    this.terminal!.send(encodeClientFrame({ op: 'input', data: Buffer.from(text) }));
  }

  private output(holds: (text: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no echo')), WITHIN_MS);
      const hear = (frame: ServerFrame): void => {
        if (frame.op !== 'output' || !holds(Buffer.from(frame.data).toString('utf8'))) return;
        clearTimeout(late);
        this.frames.delete(hear);
        resolve();
      };
      this.frames.add(hear);
    });
  }

  private until(holds: (message: LiveMessage) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('nothing came')), WITHIN_MS);
      const done = (): void => {
        clearTimeout(late);
        this.ears.delete(hear);
      };
      const hear = (message: LiveMessage): void => {
        try {
          if (!holds(message)) return;
          done();
          resolve();
        } catch (error) {
          done();
          reject(error as Error);
        }
      };
      this.ears.add(hear);
    });
  }
}
