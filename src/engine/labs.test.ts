import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../shared/errors.ts';
import { findLab, findStep, loadAttempts, loadLabs, placesIn } from './labs.ts';

const fixtures = path.resolve('test/fixtures/labs');
const malformed = path.join(fixtures, 'malformed');

async function rejection(promise: Promise<unknown>): Promise<UserError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

/** Each malformed lab says in its first lines what must be said of it: `# 期望 [file:]line:col message`. */
function expectations(name: string): { place: string; message: string }[] {
  const dir = path.join(malformed, name);
  const file = readdirSync(dir).find((entry) => entry.startsWith('lab.y'))!;
  return readFileSync(path.join(dir, file), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, at, message] = /^# 期望 (\S+) (.+)$/.exec(line) ?? [];
      if (at === undefined || message === undefined) return [];
      const place = /^\d/.test(at) ? `${file}:${at}` : at;
      return [{ place: path.relative(process.cwd(), path.join(dir, place)), message }];
    });
}

describe('malformed labs', () => {
  const names = readdirSync(malformed);

  test.each(names)('%s: every problem has its place and says what to write instead', async (name) => {
    const error = await rejection(loadLabs(malformed));
    const lines = error.what.split('\n').map((line) => line.trim());
    const about = lines.filter((line) => line.startsWith(`test/fixtures/labs/malformed/${name}/`));
    const expected = expectations(name);
    for (const { place, message } of expected) {
      expect(
        about.filter((line) => line.startsWith(`${place} ${message}`)),
        `${place} ${message}\nin:\n${about.join('\n')}`,
      ).toHaveLength(1);
    }
    expect(about, 'nothing else is said').toHaveLength(expected.length);
  });

  test('one error tells all problems of all files', async () => {
    const error = await rejection(loadLabs(malformed));
    const count = names.flatMap(expectations).length;
    expect(error.what).toContain(`有 ${count} 处要改`);
    expect(error.next).toContain('npm run lab -- lint');
  });
});

describe('loadLabs', () => {
  test('gives the labs of a folder with defaults filled in', async () => {
    const [lab, ...rest] = await loadLabs(path.join(fixtures, 'valid'));
    expect(rest).toEqual([]);
    expect(lab).toMatchObject({ id: 'ch0/two-steps', dir: path.join(fixtures, 'valid/ch0/two-steps') });
    expect(lab!.definition.machine).toEqual({
      flavour: 'docker',
      memory: '512m',
      cpus: 1,
      images: ['busybox'],
      later: [],
    });
    expect(lab!.definition.steps.map(({ id }) => id)).toEqual(['create', 'look']);
  });

  test('accepts the labs of the course', async () => {
    expect((await loadLabs('labs')).map(({ id }) => id)).toContain('ch4/hello-world');
  });

  test('says so when there is no such folder', async () => {
    const error = await rejection(loadLabs('/nonexistent/labs'));
    expect(error.what).toContain('找不到放实验的文件夹 /nonexistent/labs');
  });
});

describe('a loaded lab', () => {
  test('its attempts name the check and the misconception', async () => {
    const [lab] = await loadLabs(path.join(fixtures, 'valid'));
    const { solutions, wrong } = await loadAttempts(lab!);
    expect(solutions.map(({ step }) => step)).toEqual(['create', 'look']);
    expect(wrong.map(({ step, name, check, misconception }) => [step, name, check, misconception])).toEqual([
      ['create', 'other-image', 1, undefined],
      ['create', 'tag-only', 0, 0],
      ['look', 'without-all', 0, undefined],
    ]);
  });

  test('an unknown id lists the nearest and the known ones', async () => {
    const labs = await loadLabs(path.join(fixtures, 'valid'));
    expect(() => findLab(labs, 'ch0/two-step')).toThrow('没有实验 ch0/two-step；是不是想写 ch0/two-steps？');
    expect(() => findStep(labs[0]!, 'watch')).toThrow('没有步骤 watch。这里可以写：create、look');
    expect(findStep(findLab(labs, 'ch0/two-steps'), 'look').title).toBe('看一看');
  });

  test('says where a part of it is written, or its nearest parent', async () => {
    const [lab] = await loadLabs(path.join(fixtures, 'valid'));
    const place = await placesIn(lab!);
    expect(place(['steps', 1, 'checks', 0])).toMatchObject({ line: 19, column: 9 });
    expect(place(['steps', 1, 'nothing', 'here'])).toMatchObject({ line: 16, column: 5 });
  });
});
