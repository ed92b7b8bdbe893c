import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../shared/errors.ts';
import { loadLabs } from './labs.ts';
import {
  consoleBlocks,
  labOf,
  loadTranscript,
  loadTranscripts,
  pickTranscripts,
  readRecording,
  staleness,
  writeRecording,
} from './transcripts.ts';
import type { Recording } from './transcripts.ts';

const fixtures = path.resolve('test/fixtures/transcripts');

function thrown(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('nothing was thrown');
}

describe('malformed scripts', () => {
  const dir = path.join(fixtures, 'malformed');
  const said = thrown(() => loadTranscripts(dir))
    .what.split('\n')
    .map((line) => line.trim());

  /** Each says in its first lines what must be said of it: `# 期望 line:col message`. */
  test.each(readdirSync(dir))('%s: every problem has its place and says what to write instead', (name) => {
    const file = path.relative(process.cwd(), path.join(dir, name));
    const expected = [...readFileSync(file, 'utf8').matchAll(/^# 期望 (\S+) (.+)$/gm)].map(
      ([, place, message]) => `${file}:${place} ${message}`,
    );
    const about = said.filter((line) => line.startsWith(file));
    expect(about).toHaveLength(expected.length);
    for (const each of expected) {
      expect(
        about.filter((line) => line.startsWith(each)),
        `${each}\nin\n${about.join('\n')}`,
      ).toHaveLength(1);
    }
  });
});

describe('scripts', () => {
  const [hello] = loadTranscripts(path.join(fixtures, 'valid'));

  test('are found with their lessons, defaults filled in', () => {
    expect(hello!.lesson).toBe('ch0/hello');
    expect(hello!.definition.blocks[0]).toMatchObject({
      id: 'set-up',
      hidden: true,
      exitCode: 0,
      timeout: 120,
    });
    expect(
      loadTranscript(path.join(fixtures, 'valid'), path.join(fixtures, 'valid/ch0/none.mdx')),
    ).toBeUndefined();
    const file = path.join(fixtures, 'valid/ch0/hello.mdx');
    expect(loadTranscript(path.join(fixtures, 'valid'), file)?.lesson).toBe('ch0/hello');
  });

  test('get a machine of their own needs, or of their lab', async () => {
    const labs = await loadLabs('test/fixtures/labs/valid');
    expect(labOf(hello!, labs).definition.machine).toMatchObject({
      memory: '1g',
      cpus: 1,
      images: ['debian'],
    });
    const withLab = { ...hello!, definition: { ...hello!.definition, lab: labs[0]!.id } };
    expect(labOf(withLab, labs)).toBe(labs[0]);
    const none = { ...hello!, definition: { ...hello!.definition, lab: 'ch0/nope' } };
    expect(thrown(() => labOf(none, labs)).what).toContain('没有实验 ch0/nope');
  });

  test.each([
    'ch0/hello',
    'hello',
    'ch0',
    'docs/ch0/hello.mdx',
    './docs/ch0/hello.console.yaml',
    'docs/ch0/',
  ])('are picked as %s', (name) => {
    expect(pickTranscripts([hello!], [name])).toEqual([hello]);
  });

  test('that are not there are told with those that are', () => {
    expect(thrown(() => pickTranscripts([hello!], ['ch0/helo'])).what).toContain('是不是想写 ch0/hello？');
  });
});

describe('recordings', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'matou-transcripts-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const command = (text: string, output: string[] = []) => ({
    prompt: 'root@matou:~#',
    command: text,
    exitCode: 0,
    output,
  });
  const recordingOf = (blocks: Recording['blocks']): Recording => ({
    recorded: '2026-11-24',
    docker: '26.1.5',
    debian: '13',
    blocks,
  });
  const script = (text: string) => {
    writeFileSync(path.join(dir, 'a.console.yaml'), text);
    return loadTranscripts(dir)[0]!;
  };
  const TWO =
    'blocks:\n  - id: one\n    run: |\n      # why\n      ls\n\n      ps\n  - id: prep\n    hidden: true\n    run: x\n';

  test('come back as they were stored, one line of output a line of the file', () => {
    const recording = recordingOf({ one: [command('ls', ['a', 'b'])] });
    const file = path.join(dir, 'new', 'a.console.json');
    writeRecording(file, recording);
    expect(readRecording(file)).toEqual(recording);
    expect(readFileSync(file, 'utf8')).toContain('"a",\n');
    expect(readdirSync(path.dirname(file))).toHaveLength(1);
  });

  test.each(['{', '{}', '{"blocks": 1}'])('that read %j stop with what to do', (text) => {
    writeFileSync(path.join(dir, 'a.console.json'), text);
    expect(thrown(() => readRecording(path.join(dir, 'a.console.json'))).next).toContain('lab -- record');
  });

  test('are stale when commands or input changed; comments and blank lines are no change', () => {
    const transcript = script(TWO);
    const [one] = transcript.definition.blocks;
    expect(staleness(one!, undefined)).toBe('missing');
    expect(staleness(one!, recordingOf({}))).toBe('missing');
    expect(staleness(one!, recordingOf({ one: [command('ls'), command('ps')] }))).toBeUndefined();
    expect(staleness(one!, recordingOf({ one: [command('ls')] }))).toBe('changed');
    expect(staleness(one!, recordingOf({ one: [command('ls'), command('ps -a')] }))).toBe('changed');
    const answered = { ...one!, input: ['exit'] };
    expect(staleness(answered, recordingOf({ one: [command('ls'), command('ps')] }))).toBe('changed');
  });

  test('give pages what they show, cut where the script says so', () => {
    const transcript = script(`${TWO}  - id: long\n    run: seq 9\n    lines: { head: 1, tail: 1 }\n`);
    expect(thrown(() => consoleBlocks(transcript)).what).toMatch(
      /a\.console\.yaml:2:9 这一段（one）还没有录制\n.*:11:9 这一段（long）还没有录制/,
    );
    const lines = [...'123456789'];
    writeRecording(
      transcript.recording,
      recordingOf({ one: [command('ls'), command('ps')], long: [command('seq 9', lines)] }),
    );
    const blocks = consoleBlocks(transcript);
    expect([...blocks.keys()]).toEqual(['one', 'long']);
    expect(blocks.get('long')!.commands[0]!.output).toEqual(['1', '…', '9']);
    writeRecording(
      transcript.recording,
      recordingOf({ one: [command('ls')], long: [command('seq 9', lines)] }),
    );
    expect(thrown(() => consoleBlocks(transcript)).what).toContain('改过以后还没有重新录制');
  });
});
