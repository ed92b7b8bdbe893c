import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { courseImages } from '../engine/images.ts';
import { lintLabs } from '../engine/lab-test.ts';
import { loadLabs } from '../engine/labs.ts';
import { newLabFiles } from './lab-new-files.ts';

test.each(['第一个实验', '引号 " 和 \' : # 注释', '- 列表', '2024', 'yes'])(
  'a new lab called %j is right but for the lesson that it lacks',
  async (title) => {
    const root = mkdtempSync(path.join(tmpdir(), 'matou-new-'));
    try {
      for (const [name, text] of newLabFiles(title, '../../lab.schema.json')) {
        const file = path.join(root, 'ch0/x', name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      const labs = await loadLabs(root);
      expect(labs[0]!.definition.title).toBe(title);
      const { problems, warnings } = await lintLabs(labs, {
        images: await courseImages('images'),
        lessons: [],
      });
      expect(problems).toEqual([]);
      expect(warnings.map(({ message }) => message)).toEqual([
        expect.stringContaining('还没有课文嵌入这个实验'),
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  },
);
