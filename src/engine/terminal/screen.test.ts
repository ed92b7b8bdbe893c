import { describe, expect, it } from 'vitest';
import { Frame } from './frame.ts';
import { Screen } from './screen.ts';
import { noise, random } from './test-noise.ts';
import { picture, TestViewer } from './test-viewer.ts';

function feed(screen: Screen, data: Buffer): void {
  const frame = Frame.of([data]);
  screen.feed(frame);
  frame.release();
}

function open(cols = 80, rows = 24, scrollbackLines = 5000): Screen {
  return new Screen({ cols, rows, scrollbackLines, onProgress: () => undefined });
}

/** A viewer that got the screen's restore. */
async function restored(screen: Screen, scrollbackLines = 5000): Promise<TestViewer> {
  const viewer = new TestViewer();
  // Not later: that would undo margins.
  viewer.term.options.scrollback = scrollbackLines;
  await new Promise<void>((resolve) => {
    screen.capture(({ cols, rows, data }) => {
      viewer.term.resize(cols, rows);
      viewer.term.write(data, resolve);
    });
  });
  return viewer;
}

describe('restore', () => {
  it('gives the same picture: colours, Chinese, emoji, wrapped lines, cursor, modes', async () => {
    const screen = open();
    const direct = new TestViewer();
    const text = `\x1b[31m红\x1b[0m 码头🚢 ${'长'.repeat(60)}\r\n\x1b[44m  \x1b[K\x1b[m\r\n\x1b[?2004h\x1b[?1h\x1b[1;32mroot\x1b[m$ abc\x1b[2D`;
    feed(screen, Buffer.from(text));
    direct.term.write(text);
    await direct.settled();
    const viewer = await restored(screen);
    expect(picture(viewer.term)).toBe(picture(direct.term));
  });

  it('brings back both screens, the margins and the title', async () => {
    const screen = open();
    const direct = new TestViewer();
    const text =
      'shell$ vim\r\n\x1b[31m\x1b]2;编辑器\x07\x1b[?1049h\x1b[2;20r\x1b[5;5H\x1b[7m状态\x1b[m text\x1b[?25l\x1b[?1002h\x1b[?1006h';
    const later = '\x1b[20;1H\r\n\r\nscrolled\x1b[?1049lback';
    let title = '';
    feed(screen, Buffer.from(text));
    direct.term.write(text);
    await direct.settled();
    const viewer = await restored(screen);
    expect(picture(viewer.term)).toBe(picture(direct.term));
    const again = new TestViewer();
    again.term.onTitleChange((now) => (title = now));
    await new Promise<void>((resolve) => screen.capture(({ data }) => again.term.write(data, resolve)));
    expect(title).toBe('编辑器');
    for (const { term } of [viewer, direct]) await new Promise<void>((resolve) => term.write(later, resolve));
    expect(picture(viewer.term)).toBe(picture(direct.term));
  });

  it('in the middle of a sequence leaves nothing of it on the screen', async () => {
    const text = 'a\x1b[38;5;12m码头\x1b]2;标题\x07\x1b[1;31mb\x1b(0q\x1b[m';
    const bytes = Buffer.from(text);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const screen = open();
      const direct = new TestViewer();
      for (let at = 0; at < cut; at += 7) feed(screen, bytes.subarray(at, Math.min(cut, at + 7)));
      direct.term.write(bytes);
      const viewer = await restored(screen);
      viewer.term.write(bytes.subarray(cut));
      await Promise.all([viewer.settled(), direct.settled()]);
      // Not within a character: a batch never ends there.
      if ((bytes[cut]! & 0xc0) !== 0x80)
        expect(picture(viewer.term), `cut at ${cut}`).toBe(picture(direct.term));
      screen.dispose();
    }
  });

  it('is right after any output, cut anywhere', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const next = random(seed);
      const screen = open(80, 24, 200);
      const direct = new TestViewer();
      const text = noise(next, 4000);
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) {
        const size = 1 + next(300);
        feed(screen, bytes.subarray(at, at + size));
        at += size;
      }
      direct.term.options.scrollback = 200;
      direct.term.write(text);
      await direct.settled();
      const viewer = await restored(screen, 200);
      expect(picture(viewer.term), `seed ${seed}`).toBe(picture(direct.term));
      // What can't be seen shows in what follows: margins, the saved cursor, the other screen.
      const later = noise(next, 1000);
      for (const { term } of [viewer, direct])
        await new Promise<void>((resolve) => term.write(later, resolve));
      expect(picture(viewer.term), `seed ${seed}, later`).toBe(picture(direct.term));
      screen.dispose();
    }
  });

  it('sees exactly what was fed before it, in the order of resizes', async () => {
    const screen = open(80, 24);
    feed(screen, Buffer.from('a'.repeat(100)));
    screen.resize(50, 10);
    const first = restored(screen);
    feed(screen, Buffer.from('b'));
    screen.resize(60, 12);
    const second = restored(screen);
    expect([(await first).term.cols, (await second).term.cols]).toEqual([50, 60]);
    expect(picture((await first).term)).not.toMatch(/ab/);
    expect(picture((await second).term)).toMatch(/ab/);
  });
});

describe('a flood', () => {
  it('leaves the same screen though most of it is never parsed', async () => {
    const screen = open(80, 24, 1000);
    const direct = new TestViewer();
    direct.term.options.scrollback = 1000;
    let fed = 0;
    let line = 0;
    const both = (text: string): void => {
      fed += text.length;
      feed(screen, Buffer.from(text));
      direct.term.write(text);
    };
    both('\x1b[32m$ seq\r\n');
    while (fed < 6_000_000) {
      let chunk = '';
      while (chunk.length < 30_000) chunk += `${(line += 1)} 行 ${'·'.repeat(line % 90)}\r\n`;
      both(chunk);
      if (line % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    both('\x1b[m$ ');
    await direct.settled();
    const viewer = await restored(screen);
    viewer.term.options.scrollback = 1000;
    expect(picture(viewer.term)).toBe(picture(direct.term));
    expect(await screen.text(false)).toMatch(/\$$/);
  });

  it('is parsed whole where the last lines do not tell everything', async () => {
    for (const before of ['\x1b]2;never ended ', '\x1b[2;5r\x1b[3;1H', '\x1b[?1049h']) {
      const screen = open(80, 24, 100);
      const direct = new TestViewer();
      direct.term.options.scrollback = 100;
      const text = 'line\r\n'.repeat(400_000);
      for (const part of [before, text, '\x07end']) {
        feed(screen, Buffer.from(part));
        direct.term.write(part);
        await screen.text(false);
      }
      await direct.settled();
      const viewer = await restored(screen);
      expect(picture(viewer.term), JSON.stringify(before)).toBe(picture(direct.term));
    }
  });

  it('is bounded: the backlog is told and goes down', async () => {
    const screen = open();
    for (let i = 0; i < 100; i += 1) feed(screen, Buffer.alloc(100_000, '\x1b[1mx'));
    expect(screen.backlogBytes).toBeGreaterThan(5_000_000);
    await screen.text(false);
    expect(screen.backlogBytes).toBe(0);
  });
});
