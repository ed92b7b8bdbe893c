import { WebSocket } from 'ws';
import { expect } from 'vitest';
import type { LiveMessage, MachineStatus } from '../../src/shared/api.ts';
import { JOIN_URL, LIVE_URL, SESSION_URL, startUrl, terminalUrl } from '../../src/shared/urls.ts';
import { decodeServerFrame, encodeClientFrame } from '../../src/shared/wire.ts';

const WITHIN_MS = 30_000;

/** What a request of somebody's is made of. */
export async function visit(address: string): Promise<string> {
  return cookieOf(await fetch(address + SESSION_URL));
}

export async function join(address: string, code: string, name: string): Promise<string> {
  return cookieOf(await post(address, JOIN_URL, { code, name }));
}

export async function post(address: string, url: string, body: object, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', cookie };
  const answer = await fetch(address + url, { method: 'POST', body: JSON.stringify(body), headers });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** A learner who has just come, and whose machine is ready. */
export async function arrive(
  address: string,
  lab: string,
): Promise<{ cookie: string; page: Page; machine: string }> {
  const cookie = await visit(address);
  const page = new Page(address, cookie);
  await post(address, startUrl(lab), {}, cookie);
  const { machine } = await page.ready();
  return { cookie, page, machine };
}

const cookieOf = (answer: Response): string => answer.headers.getSetCookie()[0]!.split(';')[0]!;

/** A learner's page, as the server sees it. */
export class Page implements Disposable {
  readonly heard: LiveMessage[] = [];
  private readonly sockets: WebSocket[] = [];

  constructor(
    readonly address: string,
    readonly cookie: string,
  ) {
    this.open(LIVE_URL).on('message', (data: Buffer) =>
      this.heard.push(JSON.parse(data.toString('utf8')) as LiveMessage),
    );
  }

  get machine(): MachineStatus | undefined {
    return this.heard.findLast((message) => message.type === 'machine')?.status;
  }

  /** Resolves once the machine is ready. */
  async ready(): Promise<Extract<MachineStatus, { state: 'ready' }>> {
    await expect.poll(() => this.machine?.state, { timeout: WITHIN_MS * 4 }).toBe('ready');
    return this.machine as Extract<MachineStatus, { state: 'ready' }>;
  }

  /** Resolves once its screen is there. */
  async terminal(lab: string, number = 1): Promise<PageTerminal> {
    const socket = this.open(terminalUrl(lab, number));
    const terminal = new PageTerminal(socket);
    await expect.poll(() => terminal.restored, { timeout: WITHIN_MS }).toBe(true);
    return terminal;
  }

  [Symbol.dispose](): void {
    for (const socket of this.sockets) socket.terminate();
  }

  private open(url: string): WebSocket {
    const headers = { cookie: this.cookie };
    const socket = new WebSocket(this.address.replace('http', 'ws') + url, { headers });
    socket.on('error', () => {}); // its server may be killed
    this.sockets.push(socket);
    return socket;
  }
}

export class PageTerminal {
  restored = false;
  /** The screen that it was given, and all that came since. */
  text = '';

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const frame = decodeServerFrame(new Uint8Array(data));
      if (frame.op === 'restore') this.restored = true;
      if (frame.op !== 'restore' && frame.op !== 'output') return;
      this.text += Buffer.from(frame.data).toString('utf8');
      if (frame.op === 'output') socket.send(encodeClientFrame({ op: 'ack', bytes: frame.data.length }));
    });
  }

  type(text: string): void {
    this.socket.send(encodeClientFrame({ op: 'input', data: Buffer.from(text) }));
  }

  async shows(what: RegExp): Promise<void> {
    await expect.poll(() => this.text, { timeout: WITHIN_MS }).toMatch(what);
  }
}
