import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openTerminal } from '../terminal.ts';
import { MasterShell, until } from './test-shell.ts';
import { picture, TestViewer } from './test-viewer.ts';

it('who looks on sees the same screen, and changes neither its size nor what is typed', async () => {
  await using shell = new MasterShell(['bash', '--norc', '--noprofile', '-i']);
  await using session = await openTerminal({ attach: () => shell.attach(), nonce: 'n', cols: 90, rows: 20 });
  const learner = TestViewer.on(session);
  const onlooker = new TestViewer(90, 20);
  onlooker.handle = session.watch(onlooker);
  onlooker.handle.receive({ op: 'resize', cols: 40, rows: 10 });
  onlooker.type('echo forged\r');
  onlooker.handle.receive({ op: 'close' });
  learner.type('echo "typed by $((40 + 2))"\r');
  await until(
    'both see it',
    () => learner.output.includes('typed by 42') && onlooker.output.includes('typed by 42'),
  );
  await Promise.all([learner.settled(), onlooker.settled()]);
  expect([session.cols, session.rows]).toEqual([90, 20]);
  expect(learner.output).not.toContain('forged');
  expect(picture(onlooker.term)).toBe(picture(learner.term));
});

it('types only while it is let', async () => {
  await using shell = new MasterShell(['bash', '--norc', '--noprofile', '-i']);
  await using session = await openTerminal({ attach: () => shell.attach(), nonce: 'n' });
  const learner = TestViewer.on(session);
  let allowed = true;
  const helper = new TestViewer();
  helper.handle = session.watch(helper, () => allowed);
  helper.type('echo helped-$((1 + 1))\r');
  await until('it is typed', () => learner.output.includes('helped-2'));
  allowed = false;
  helper.type('echo helped-$((2 + 2))\r');
  learner.type('echo own-$((3 + 3))\r');
  await until('the learner goes on', () => learner.output.includes('own-6'));
  expect(learner.output).not.toContain('helped-4');
});

it('who looks on and reads nothing slows nobody, and is no leader when alone', async () => {
  await using shell = new MasterShell([
    'bash',
    '-c',
    'stty -echo; read; sleep 0.5; seq 1 600000; echo END; read',
  ]);
  await using session = await openTerminal({ attach: () => shell.attach(), nonce: 'n' });
  const learner = TestViewer.on(session);
  learner.type('\r');
  // After the learner's last key: whoever leads now, leads when the output comes.
  const stuck = new TestViewer();
  stuck.reading = false;
  stuck.handle = session.watch(stuck);
  const ended = until('the output came', () => learner.output.includes('END')).then(() => 'ended');
  // A leader that reads nothing would have been waited for until then.
  expect(await Promise.race([ended, sleep(9_000, 'waited')])).toBe('ended');
  learner.handle.detach();
  expect(session.viewers).toBe(1);
});
