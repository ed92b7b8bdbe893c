import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { completePath, testHome } from '../../src/server/config.ts';
import type { LiveMessage } from '../../src/shared/api.ts';
import type { Staff } from '../../src/shared/classroom.ts';
import {
  broadcastUrl,
  JOIN_URL,
  LIVE_URL,
  SESSION_URL,
  STAFF_URL,
  startUrl,
  terminalUrl,
} from '../../src/shared/urls.ts';
import { decodeServerFrame, encodeClientFrame } from '../../src/shared/wire.ts';
import { startProgram } from '../docker/program.ts';
import type { Seen } from './broadcast-viewers.ts';
import { LAB, openSocket, post } from './class-learner.ts';
import { summarise, type Summary } from './statistics.ts';

/** The instructor's terminal on many screens: how long a key takes to all of them. Prints one JSON. */
const VIEWERS = Math.max(1, Number(process.argv[2] ?? 300));
/** Of them: those that read nothing. */
const CLOSED_LAPTOPS = Math.ceil(VIEWERS / 30);
const KEYS = 100;
const GAP_MS = 200; // a fast typist
const BOUND_MS = 4.5 * 60_000;

const say = (text: string): void => console.error(text);
setTimeout(() => {
  console.error('没有在限定的时间内做完');
  process.exit(1);
}, BOUND_MS).unref();
const now = (): number => performance.timeOrigin + performance.now();
const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .join('; ');

completePath();
const home = join(testHome(), 'e2e');
const program = startProgram([
  '--class',
  '--host',
  '127.0.0.1',
  '--port',
  '0',
  '--home',
  home,
  '--machines',
  '2',
]);
let viewers: ChildProcess | undefined;
try {
  const address = await program.listening();
  let secret: string | undefined;
  while (!(secret = /\/teach#(\S+)\s/.exec(program.output())?.[1])) await sleep(50);
  const staff = await post(address, STAFF_URL, { secret });
  const { class: id, code } = ((await staff.json()) as Staff).classes[0]!;
  let teacher = cookiesOf(staff);
  teacher += `; ${cookiesOf(await fetch(address + SESSION_URL, { headers: { cookie: teacher } }))}`;

  say('老师启动实验，开始直播 …');
  let ready: () => void = () => {};
  const isReady = new Promise<void>((resolve) => (ready = resolve));
  const live = await openSocket(address, LIVE_URL, teacher, (data) => {
    const message = JSON.parse(data.toString('utf8')) as LiveMessage;
    if (message.type === 'machine' && message.status.state === 'ready') ready();
  });
  await post(address, startUrl(LAB), {}, teacher);
  await isReady;
  let echoed = '';
  const terminal = await openSocket(address, terminalUrl(LAB, 1), teacher, (data) => {
    const frame = decodeServerFrame(new Uint8Array(data));
    if (frame.op !== 'output') return;
    echoed += Buffer.from(frame.data).toString('latin1');
    terminal.send(encodeClientFrame({ op: 'ack', bytes: frame.data.length }));
  });
  const type = (text: string): void =>
    terminal.send(encodeClientFrame({ op: 'input', data: Buffer.from(text) }));
  terminal.send(encodeClientFrame({ op: 'resize', cols: 100, rows: 30 }));
  await sleep(1_000);
  await post(address, broadcastUrl(id), { terminal: 1 }, teacher);

  say(`${VIEWERS} 人看 …`);
  const cookies: string[] = [];
  for (let n = 1; n <= VIEWERS; n++) {
    const joined = await post(address, JOIN_URL, { code, name: `学员${n}` });
    if (!joined.ok) throw new Error(await joined.text());
    cookies.push(cookiesOf(joined));
  }
  viewers = fork(
    join(import.meta.dirname, 'broadcast-viewers.ts'),
    [address, id, String(CLOSED_LAPTOPS), ...cookies],
    {
      execArgv: ['--import', 'tsx'],
    },
  );
  await once(viewers, 'message');
  const answer = async (): Promise<Seen> => {
    viewers!.send('?');
    return ((await once(viewers!, 'message')) as [Seen])[0];
  };

  let marker = 0;
  /** Delays of all viewers that read, of each marker, and how many never came. */
  const round = async (between: () => Promise<void>): Promise<{ delayMs: Summary; missing: number }> => {
    const sent = new Map<number, number>();
    for (let n = 0; n < KEYS; n++) {
      marker += 1;
      sent.set(marker, now());
      type(`k${marker};`);
      await between();
      if (n % 15 === 14) type('\x15');
    }
    await sleep(3_000);
    // A line that the shell draws anew shows a marker again: the first time counts.
    const { seen } = await answer();
    const expected = KEYS * (VIEWERS - CLOSED_LAPTOPS);
    const first = new Map<number, number>();
    for (const [which] of seen) first.set(which, (first.get(which) ?? 0) + 1);
    const got = [...first].reduce(
      (sum, [which, n]) => sum + (sent.has(which) ? Math.min(n, VIEWERS - CLOSED_LAPTOPS) : 0),
      0,
    );
    const delays = seen.flatMap(([which, at]) => (sent.has(which) ? [at - sent.get(which)!] : []));
    return { delayMs: summarise(delays), missing: expected - got };
  };
  say(`老师打字，${KEYS} 次 …`);
  const typing = await round(() => sleep(GAP_MS));
  say('老师刷屏，然后再打字 …');
  const bytesBefore = (await answer()).bytes;
  const began = performance.now();
  echoed = '';
  type('\x15seq 200000; echo DO""NE\r');
  while (!echoed.includes('DONE\r')) await sleep(20);
  const ownSeconds = (performance.now() - began) / 1000;
  await sleep(2_000);
  const afterFlood = await round(() => sleep(GAP_MS));
  const floodMBPerViewer = ((await answer()).bytes - bytesBefore) / 1e6 / (VIEWERS - CLOSED_LAPTOPS);
  console.log(
    JSON.stringify(
      {
        date: new Date().toISOString(),
        viewers: VIEWERS,
        ofThemReadNothing: CLOSED_LAPTOPS,
        keyToScreens: typing,
        flood: {
          secondsAtTheInstructor: Math.round(ownSeconds * 100) / 100,
          MBPerViewer: Math.round(floodMBPerViewer * 100) / 100,
        },
        keyToScreensAfterTheFlood: afterFlood,
      },
      null,
      2,
    ),
  );
  live.close();
  terminal.close();
} finally {
  if (viewers?.connected) viewers.disconnect();
  program.child.kill('SIGTERM');
  await program.ended;
}
process.exit();
