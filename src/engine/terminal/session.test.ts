import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openTerminal, TerminalUnavailable } from '../terminal.ts';
import { noise, random } from './test-noise.ts';
import { MasterShell, isAlive, program, tempDir, until } from './test-shell.ts';
import { picture, TestViewer } from './test-viewer.ts';

const bash = ['bash', '--norc', '--noprofile'];
const plainBash = program('bash', '--norc', '--noprofile', '-i');

/** Ways through a program, whose pid is known. */
class Clients {
  readonly #shell: MasterShell;
  constructor(shell: MasterShell) {
    this.#shell = shell;
  }
  readonly attach = async () => {
    const way = await this.#shell.attachByProgram();
    const script = `echo $$ >${this.#shell.file('client')}; exec "$0" "$@"`;
    return { ...way, file: 'sh', args: ['-c', script, way.file, ...way.args] };
  };
  get pid(): number {
    return Number(readFileSync(this.#shell.file('client'), 'utf8'));
  }
}

async function samePicture(...viewers: TestViewer[]): Promise<void> {
  await Promise.all(viewers.map((viewer) => viewer.settled()));
  const [first, ...others] = viewers.map((viewer) => picture(viewer.term));
  for (const other of others) expect(other).toBe(first);
}

describe('a viewer that comes late', () => {
  it('in the middle of any output sees what one sees that was there from the start', async () => {
    using dir = tempDir();
    const file = `${dir.path}/noise`;
    writeFileSync(file, `${noise(random(11), 60_000)}\x1b[?1049l\x1b[r\x1b[m\r\n完了🚢`);
    // Pieces of 997 bytes cut characters and sequences anywhere.
    const play = `import os,time,tty
tty.setraw(0)
os.write(1,b'R')
os.read(0,1)
for piece in iter(lambda f=open('${file}','rb'): f.read(997), b''):
  os.write(1,piece); time.sleep(0.002)
os.write(1,b'\\x1b]0;END\\x07')
time.sleep(1000)`;
    await using session = await openTerminal({ attach: program('python3', '-c', play), nonce: 'n' });
    const first = TestViewer.on(session);
    await until('it reads', async () => (await session.screenText()) === 'R');
    first.type('x');
    const late: TestViewer[] = [];
    await until('all was played', () => {
      if (first.outputBytes > late.length * 5000 + 3000) late.push(TestViewer.on(session));
      return first.output.endsWith('END\x07');
    });
    expect(late.length).toBeGreaterThan(1); // about 10; fewer on a busy machine
    const afterwards = TestViewer.on(session);
    await until('the last has its screen', () => afterwards.restores === 1);
    await samePicture(first, ...late, afterwards);
    expect(await session.screenText()).toContain('完了🚢');
    const fatal = new TextDecoder('utf-8', { fatal: true });
    for (const chunk of [first, ...late].flatMap((viewer) => viewer.chunks))
      expect(() => fatal.decode(chunk)).not.toThrow();
  });

  it('sees the alternate screen, and the other one when that is left', async () => {
    await using session = await openTerminal({ attach: plainBash, nonce: 'n' });
    const first = TestViewer.on(session);
    first.type(
      "PS1='$ '; printf '码头\\n\\e[?1049h\\e[2;5H\\e[41m集装箱🚢'; read -s; printf '\\e[?1049l'; echo 回来\r",
    );
    await until('it is drawn', () => first.output.includes('集装箱🚢') && first.output.includes('\x1b[41m'));
    const late = TestViewer.on(session);
    await until('it has its screen', () => late.restores === 1);
    await samePicture(first, late);
    expect(late.term.buffer.active.type).toBe('alternate');
    first.type('\r');
    await until('both are back', () => [first, late].every((it) => it.output.includes('\x1b[?1049l回来')));
    await until('the prompt is there', () => late.output.endsWith('$ '));
    await samePicture(first, late);
    expect(late.term.buffer.active.type).toBe('normal');
  });
});

describe('two viewers', () => {
  it('share the size of the one that changed it last', async () => {
    await using session = await openTerminal({ attach: plainBash, nonce: 'n' });
    const [one, two] = [TestViewer.on(session), TestViewer.on(session)];
    one.handle.receive({ op: 'resize', cols: 100, rows: 30 });
    two.handle.receive({ op: 'resize', cols: 70, rows: 20 });
    two.handle.receive({ op: 'resize', cols: 70, rows: 20 });
    await until('both have their screens', () => one.restores === 1 && two.restores === 1);
    const sizes = (viewer: TestViewer) =>
      viewer.frames.flatMap((frame) => (frame.op === 'size' ? [`${frame.cols}x${frame.rows}`] : []));
    expect(sizes(one)).toEqual(['70x20']);
    expect(sizes(two)).toEqual(['100x30']);
    expect([session.cols, session.rows]).toEqual([70, 20]);
    one.type('stty size\r');
    await until('the shell knows', () => one.output.includes('20 70'));
    two.handle.detach();
    expect(session.viewers).toBe(1);
    const had = two.outputBytes;
    one.type('echo $((6*7))\r');
    await until('one goes on', () => one.output.includes('42'));
    expect(two.outputBytes).toBe(had);
  });
});

describe.each(['attach', 'attachByProgram'] as const)('when the shell ends, by %s', (way) => {
  it('the next one is there, and the stream says so', async () => {
    await using shell = new MasterShell(bash);
    await using session = await openTerminal({ attach: shell[way], nonce: 'n' });
    const viewer = TestViewer.on(session);
    viewer.type('echo la""st; exit\r');
    await until('the next one is there', () => shell.starts === 2 && viewer.output.includes('开了一个新的'));
    expect(viewer.output).toMatch(/last\r\n/);
    viewer.type('echo $((6*7))\r');
    await until('it answers', () => /[\r\n]42\r/.test(viewer.output));
    expect(viewer.output).not.toContain('连接断过');
  });
});

describe('when the way to the shell ends', () => {
  it('a client that was killed is not taken for the shell', async () => {
    await using shell = new MasterShell(bash);
    const clients = new Clients(shell);
    await using session = await openTerminal({ attach: clients.attach, nonce: 'n' });
    const viewer = TestViewer.on(session);
    viewer.type('mine=$((6*7))\r');
    await until('typed', () => viewer.output.includes('mine'));
    process.kill(clients.pid, 'SIGKILL');
    await until('it says so', () => viewer.output.includes('已重新连上'));
    viewer.type('echo =$mine=\r');
    await until('the same shell answers', () => viewer.output.includes('=42='));
    expect(shell.starts).toBe(1);
  });

  it('gives up when no other comes in time', async () => {
    let calls = 0;
    await using session = await openTerminal({
      attach: () => {
        calls += 1;
        return calls === 1 ? plainBash() : Promise.reject(new Error('no machine'));
      },
      nonce: 'n',
      reattachTimeoutMs: 1200,
    });
    const viewer = TestViewer.on(session);
    const waiting = session.waitForPrompt(60_000);
    const running = session.run('exit', 60_000);
    await expect(running).rejects.toThrow(TerminalUnavailable);
    await expect(waiting).rejects.toThrow(TerminalUnavailable);
    await session.ended;
    expect(calls).toBeGreaterThan(2);
    expect(viewer.frames.at(-1)).toEqual({ op: 'exit', code: 1 });
    expect(viewer.output).toContain('连不上 shell 了');
    expect(TestViewer.on(session).frames).toEqual([{ op: 'exit', code: 1 }]);
    await expect(session.run('x', 100)).rejects.toThrow(TerminalUnavailable);
  });

  it('opening fails with what the first attach rejects with', async () => {
    const attach = () => Promise.reject(new Error('no machine'));
    await expect(openTerminal({ attach, nonce: 'n' })).rejects.toThrow('no machine');
  });
});

describe('disposing', () => {
  it('ends the client and every viewer, not the shell', async () => {
    await using shell = new MasterShell(bash);
    const clients = new Clients(shell);
    let viewer: TestViewer;
    let client: number;
    {
      await using session = await openTerminal({ attach: clients.attach, nonce: 'n' });
      viewer = TestViewer.on(session);
      viewer.type('mine=$((6*7)); echo =$mine=\r');
      await until('it answers', () => viewer.output.includes('=42='));
      client = clients.pid;
      expect(isAlive(client)).toBe(true);
    }
    expect(isAlive(client)).toBe(false);
    expect(viewer.frames.at(-1)).toEqual({ op: 'exit', code: 0 });
    expect(shell.starts).toBe(1);
    await using again = await openTerminal({ attach: shell.attach, nonce: 'n' });
    const second = TestViewer.on(again);
    second.type('echo =$mine=\r');
    await until('the shell lived on', () => second.output.includes('=42='));
  });

  it('leaves no process of a client that ignores a hang-up', async () => {
    const session = await openTerminal({
      attach: program('bash', '-c', "trap '' HUP; echo $$; while :; do sleep 0.05; done"),
      nonce: 'n',
    });
    await until('it runs', async () => /\d/.test(await session.screenText()));
    const pid = Number(await session.screenText());
    expect(isAlive(pid)).toBe(true);
    await session[Symbol.asyncDispose]();
    expect(isAlive(pid)).toBe(false);
  });
});
