import { connect, createServer, type OnReadOpts, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openTerminal, TerminalUnavailable } from '../terminal.ts';
import { MAX_UNWRITTEN_BYTES } from './line.ts';
import { isAlive, MasterShell, program, until } from './test-shell.ts';
import { picture, TestViewer } from './test-viewer.ts';

const bash = ['bash', '--norc', '--noprofile'];

/** A way whose connections the test can cut. */
function cuttable(shell: MasterShell) {
  const sockets: Socket[] = [];
  return {
    sockets,
    attach: async () => {
      const way = await shell.attach();
      return {
        ...way,
        connect: (onread: OnReadOpts) => {
          const socket = way.connect(onread);
          sockets.push(socket);
          return socket;
        },
      };
    },
  };
}

describe('a connection that was cut', () => {
  it('comes back to the same shell, and nobody notices', async () => {
    await using shell = new MasterShell(bash);
    const way = cuttable(shell);
    await using session = await openTerminal({ attach: way.attach, nonce: 'n' });
    const viewer = TestViewer.on(session);
    viewer.type('mine=$((6*7)); for i in 1 2 3 4 5 6; do echo line-$i; sleep 0.05; done; echo =$mine=\r');
    for (const n of [1, 3, 5]) {
      await until(`line ${n}`, () => viewer.output.includes(`line-${n}\r`));
      way.sockets.at(-1)!.destroy();
    }
    await until('the end', () => /=42=\r\n.*[$#] $/s.test(viewer.output));
    expect(way.sockets.length).toBeGreaterThanOrEqual(4);
    expect(viewer.output.match(/line-\d\r/g)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `line-${n}\r`));
    expect(viewer.output).not.toContain('连接');
    expect(shell.starts).toBe(1);
  });

  it('says so when something was printed that is not kept', async () => {
    await using shell = new MasterShell(['bash', '-c', 'stty -echo; read; seq 1000000; echo END; read']);
    const way = cuttable(shell);
    let away = false;
    const attach = () => (away ? Promise.reject(new Error('away')) : way.attach());
    await using session = await openTerminal({ attach, nonce: 'n', reattachTimeoutMs: 60_000 });
    const viewer = TestViewer.on(session);
    away = true;
    viewer.type('\r');
    way.sockets[0]!.destroy();
    // Longer than it holds the program back for somebody who comes back.
    await sleep(6_500);
    away = false;
    await until('it says so', () => viewer.output.includes('已重新连上'));
    await until('the end is there', () => viewer.output.endsWith('END\r\n'));
    expect(shell.starts).toBe(1);
  });

  it('to a master that was killed leads to a new shell, and the stream says so', async () => {
    await using shell = new MasterShell(bash);
    await using session = await openTerminal({ attach: shell.attach, nonce: 'n' });
    const viewer = TestViewer.on(session);
    viewer.type('echo $((6*7))\r');
    await until('it answers', () => viewer.output.includes('42'));
    await shell.killMaster();
    await until('a new one is there', () => viewer.output.includes('开了一个新的'));
    await until('it has started', () => shell.starts === 2);
  });
});

describe('a new server', () => {
  it('shows a shell that was there before: screens, colours, cursor, title, scrollback, size', async () => {
    await using shell = new MasterShell(bash);
    let before: string;
    {
      await using session = await openTerminal({ attach: shell.attach, nonce: 'n' });
      const viewer = TestViewer.on(session);
      session.resize(100, 30);
      viewer.type(
        "PS1='$ '; clear; seq 6000; printf '\\e]2;标题\\a\\e[?1049h\\e[3;7H\\e[1;44m容器🚢\\e[5;2H'; read -s\r",
      );
      await until('it is drawn', () => viewer.output.includes('容器🚢\x1b[5;2H'));
      await viewer.settled();
      viewer.term.resize(100, 30);
      before = picture(viewer.term);
    }
    await using session = await openTerminal({ attach: shell.attach, nonce: 'n' });
    expect([session.cols, session.rows]).toEqual([100, 30]);
    let title = '';
    const viewer = TestViewer.on(session, (it) => it.term.onTitleChange((now) => (title = now)));
    await until('it has its screen', () => viewer.restores === 1);
    await viewer.settled();
    // What was printed at 80 columns before the size was known wraps the same way at 100.
    expect(picture(viewer.term)).toBe(before);
    expect(viewer.term.buffer.active.type).toBe('alternate');
    expect(title).toBe('标题');
    viewer.type('\r');
    await until(
      'the shell goes on',
      () => viewer.output.includes('\x1b[?1049l') || viewer.output.endsWith('$ '),
    );
    expect(shell.starts).toBe(1);
  });

  it('knows where the shell is, but takes nothing that was run before for new', async () => {
    const rc = new URL('../../../images/machine-base/files/etc/matou/shell.bash', import.meta.url).pathname;
    await using shell = new MasterShell(['bash', '--rcfile', rc, '-i'], { MATOU_NONCE: 'secret' });
    {
      await using session = await openTerminal({ attach: shell.attach, nonce: 'secret' });
      await session.waitForPrompt(10_000);
      await session.run('true', 10_000);
      await session.waitForPrompt(10_000);
    }
    await using session = await openTerminal({ attach: shell.attach, nonce: 'secret' });
    const marks: string[] = [];
    session.onMark((mark) => marks.push(mark.kind));
    await until('it knows', () => session.state === 'prompt');
    expect(marks).not.toContain('command');
    expect(await session.run('(exit 3)', 10_000)).toMatchObject({ command: '(exit 3)', exitCode: 3 });
  });

  it('makes a program draw again whose screen is no longer kept', async () => {
    const draw = `trap 'printf "\\e[HDRAWN %s" "$(stty size)"' WINCH; seq 300000; echo READY; while :; do sleep 0.02; done`;
    await using shell = new MasterShell(['bash', '-c', draw]);
    {
      await using session = await openTerminal({ attach: shell.attach, nonce: 'n' });
      const viewer = TestViewer.on(session);
      await until(
        'it has printed',
        () => viewer.output.includes('READY') || viewer.term.buffer.active.length > 10,
      );
      await until('all of it', async () => (await session.screenText()).endsWith('READY'));
    }
    await using session = await openTerminal({ attach: shell.attach, nonce: 'n' });
    await until('it is drawn', async () => (await session.screenText()).includes('DRAWN 24 80'));
    expect(await session.screenText({ scrollback: true })).toContain('\n299000\n');
  });
});

describe.each(['attach', 'attachByProgram'] as const)(
  'a terminal that is not wanted any more, by %s',
  (way) => {
    it('takes its shell along, and what runs in it, however stubborn', async () => {
      await using shell = new MasterShell(bash);
      await using session = await openTerminal({ attach: shell[way], nonce: 'n' });
      const viewer = TestViewer.on(session);
      viewer.type('echo "<$$>"; sh -c \'trap "" HUP TERM; echo "<$$>"; while :; do sleep 0.1; done\'\r');
      const pids = () => [...viewer.output.matchAll(/<(\d+)>/g)].map(([, pid]) => Number(pid));
      await until('it runs', () => pids().length === 2);
      viewer.handle.receive({ op: 'close' });
      await session.ended;
      expect(viewer.frames.at(-1)?.op).toBe('exit');
      await until('all is gone', () => !pids().some(isAlive));
      expect(shell.starts).toBe(1);
    });

    it('goes after a while that nobody looked, unless it runs something', async () => {
      await using shell = new MasterShell(bash);
      await using session = await openTerminal({ attach: shell[way], nonce: 'n', idleGraceMs: 150 });
      const viewer = TestViewer.on(session);
      let ended = false;
      void session.ended.then(() => (ended = true));
      viewer.type(`sleep 1000 & echo "<$!>"\r`);
      await until('it runs', () => /<\d+>/.test(viewer.output));
      const sleeper = Number(/<(\d+)>/.exec(viewer.output)![1]);
      viewer.handle.detach();
      await sleep(600);
      expect(ended).toBe(false);
      expect(isAlive(sleeper)).toBe(true);
      process.kill(sleeper);
      await session.ended;
      expect(shell.starts).toBe(1);
    });
  },
);

describe("what is not the machine's master", () => {
  const refused = async (connect: () => Socket): Promise<void> => {
    const attach = () => Promise.resolve({ terminal: 1, connect });
    await expect(openTerminal({ attach, nonce: 'n', reattachTimeoutMs: 300 })).rejects.toThrow(
      TerminalUnavailable,
    );
  };
  async function server(serve: (socket: Socket) => void): Promise<{ path: string; server: Server }> {
    const path = `/tmp/matou-rogue-${process.pid}-${Math.floor(performance.now() * 1000)}.sock`;
    const listening = createServer((socket) => {
      socket.on('error', () => undefined);
      serve(socket);
    }).listen(path);
    await once(listening, 'listening');
    return { path, server: listening };
  }

  it.each([
    ['closes at once', (socket: Socket) => void socket.end()],
    ['answers garbage', (socket: Socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(9))],
    ['says half of it', (socket: Socket) => void socket.end('mtt1abc')],
  ])('%s: it is not taken for one', async (_, serve) => {
    const rogue = await server(serve);
    await refused(() => connect(rogue.path));
    rogue.server.close();
  });

  it('says nothing: it is not waited for', async () => {
    const rogue = await server(() => undefined);
    await refused(() => connect(rogue.path));
    rogue.server.close();
  });

  it('floods and reads nothing: no more is read and kept than of a shell', async () => {
    const hello = Buffer.alloc(28, 0xff);
    hello.write('mtt1');
    let sent = 0;
    const rogue = await server((socket) => {
      socket.pause();
      socket.write(hello);
      const more = (): void => {
        while (socket.writable && socket.write(Buffer.alloc(65_536, 0x1b))) sent += 65_536;
      };
      socket.on('drain', more);
      more();
    });
    const attach = () =>
      Promise.resolve({
        terminal: 1,
        connect: (onread: OnReadOpts) => connect({ path: rogue.path, onread }),
      });
    const session = await openTerminal({ attach, nonce: 'n' });
    const viewer = TestViewer.on(session, (it) => (it.onOutput = () => undefined));
    await until('it floods', () => viewer.outputBytes > 100_000);
    for (let i = 0; i < 200; i += 1) viewer.handle.receive({ op: 'input', data: Buffer.alloc(65_536) });
    await sleep(300);
    const had = sent;
    await sleep(300);
    expect(sent).toBe(had);
    expect(viewer.outputBytes).toBeLessThan(2_000_000);
    expect(MAX_UNWRITTEN_BYTES).toBeLessThan(200 * 65_536);
    await session[Symbol.asyncDispose]();
    rogue.server.close();
  });

  it('is a program that ends at once, again and again: it is asked for more and more seldom', async () => {
    let calls = 0;
    const attach = () => {
      calls += 1;
      return program('true')();
    };
    await using session = await openTerminal({ attach, nonce: 'n' });
    await sleep(1_500);
    expect(calls).toBeLessThan(9);
    expect(session.viewers).toBe(0);
  });
});
