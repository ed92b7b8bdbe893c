/**
 * Asks a web server that listens on a port of a learner's machine, and brings its answer back. It knows nothing about
 * learners, cookies or where the answer is shown.
 */
import { randomBytes } from 'node:crypto';
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import pLimit from 'p-limit';
import { MachineUnavailable, type Machine } from './machine.ts';

/** Runs in the machine: from its own loopback no other address can be reached. Ends when either side does. */
const DIAL = `use Socket;$0="matou-web";socket(S,PF_INET,SOCK_STREAM,0);connect(S,sockaddr_in($ARGV[0],INADDR_LOOPBACK))||exit 1;
while(1){$r="";vec($r,0,1)=1;vec($r,fileno S,1)=1;select $r,undef,undef,undef;
for([STDIN,0,S],[S,fileno S,STDOUT]){my($f,$n,$t)=@$_;next unless vec $r,$n,1;sysread($f,$b,65536)||exit;
while(length $b){my $w=syswrite($t,$b)||exit;substr($b,0,$w)=""}}}`;
/** Connections to one machine at a time, and requests that may wait for one. */
const MAX_CONNECTIONS = 4;
const MAX_REQUESTS = 24;
/** A page brings its pictures and scripts in one burst; after that an open connection is a process for nothing. */
const KEEP_OPEN_MS = 3_000;
const MAX_HEADER_BYTES = 16 * 1024;

export interface WebRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** With the query, as it came. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
  /** From the first byte sent to the last one got. */
  readonly timeoutMs: number;
}

/** Too many requests to one machine at a time. */
export class WebBusy extends Error {}

/** The web servers of one machine. */
export class MachineWeb {
  /** Names the machine in an address: who knows it may ask, and nobody can guess it. */
  readonly secret = randomBytes(18).toString('base64url');
  private readonly agents = new Map<number, PortAgent>();
  private readonly lane = pLimit(MAX_CONNECTIONS);

  constructor(private readonly machine: Pick<Machine, 'stream'>) {}

  /** Rejects with MachineUnavailable when nothing answers there, by HTTP and in time. Destroy the answer if unread. */
  async ask(port: number, asked: WebRequest): Promise<IncomingMessage> {
    if (this.lane.activeCount + this.lane.pendingCount >= MAX_REQUESTS) throw new WebBusy();
    const deadlineMs = performance.now() + asked.timeoutMs;
    return new Promise<IncomingMessage>((resolve, reject) => {
      // A lane rather than the agent's own bound, which counts connections only once they are made.
      void this.lane(() => this.exchange(port, asked, deadlineMs, resolve, reject)).catch(reject);
    });
  }

  /** Resolves when all is over: the answer has been read, or one of the two was given up. */
  private async exchange(
    port: number,
    { method, path, headers, body }: WebRequest,
    deadlineMs: number,
    onAnswer: (answer: IncomingMessage) => void,
    onFailure: (error: MachineUnavailable) => void,
  ): Promise<void> {
    const fail = (cause?: unknown): void => onFailure(new MachineUnavailable('没有应答', { cause }));
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0) return fail();
    const outgoing = request({
      agent: this.agent(port),
      method,
      path,
      headers: { ...headers, host: `localhost:${port}`, ...(body && { 'content-length': body.length }) },
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    const timer = setTimeout(() => outgoing.destroy(new Error('too slow')), leftMs);
    outgoing.once('response', (answer) => {
      answer.on('error', () => {}); // whoever reads it hears it too
      onAnswer(answer);
    });
    outgoing.on('error', fail);
    outgoing.once('upgrade', (_answer, socket: Duplex) => socket.destroy());
    await new Promise<void>((resolve) => {
      outgoing.once('close', resolve);
      outgoing.end(body);
    });
    clearTimeout(timer);
    fail(); // says nothing to who has got an answer
  }

  dispose(): void {
    for (const agent of this.agents.values()) agent.destroy();
    this.agents.clear();
  }

  private agent(port: number): PortAgent {
    const known = this.agents.get(port);
    if (known) return known;
    const agent = new PortAgent(() => this.machine.stream(['perl', '-e', DIAL, String(port)]));
    if (this.agents.size >= MAX_CONNECTIONS) {
      const [oldest] = this.agents.keys();
      this.agents.get(oldest!)?.destroy();
      this.agents.delete(oldest!);
    }
    this.agents.set(port, agent);
    return agent;
  }
}

class PortAgent extends Agent {
  constructor(private readonly open: () => Promise<Duplex>) {
    super({ keepAlive: true, maxSockets: MAX_CONNECTIONS, timeout: KEEP_OPEN_MS });
  }

  override createConnection(
    _options: unknown,
    done: (error: Error | null, socket?: Duplex) => void,
  ): undefined {
    this.open().then(
      (stream) => done(null, asSocket(stream)),
      (error: unknown) => done(error as Error),
    );
  }
}

/** What an HTTP agent asks of a socket besides being a stream. Only an idle one is timed: a request has its own bound. */
function asSocket(stream: Duplex): Duplex {
  let timer: NodeJS.Timeout | undefined;
  const chain = (): Duplex => stream;
  stream.on('error', () => {});
  stream.once('close', () => clearTimeout(timer));
  return Object.assign(stream, {
    setKeepAlive: chain,
    setNoDelay: chain,
    setTimeout: (ms: number) => {
      clearTimeout(timer);
      if (ms > 0) timer = setTimeout(() => stream.emit('timeout'), ms).unref();
      return stream;
    },
    ref: chain,
    unref: chain,
  });
}
