import { expect, it } from 'vitest';
import { parseSee } from '../shared/see.ts';
import { checkSee } from './check-see.ts';

const run = (attributes: Record<string, unknown>): void =>
  checkSee()(
    {
      type: 'root',
      children: [
        {
          type: 'mdxJsxTextElement',
          name: 'See',
          attributes: Object.entries(attributes).map(([name, value]) => ({
            type: 'mdxJsxAttribute' as const,
            name,
            value,
          })),
          position: { start: { line: 7 } },
        },
      ],
    },
    { path: `${process.cwd()}/docs/a.mdx` },
  );

it.each([
  [{}, '要写明看什么'],
  [{ picture: 'network' }, '没有叫“network”的图'],
  [{ layer: 'layers' }, '镜像#2'],
  [{ layer: 'layers#0' }, '看不懂'],
  [{ layer: 'layers#2', container: 'box' }, '只能写一个'],
  [{ layer: 'layers#2', picture: 'life' }, '只画在 layers'],
  [{ layers: 'layers#2' }, '没有 layers 这个属性'],
  [{ layer: 2 }, '要是字符串'],
])('stops at %j, with file and line', (attributes, message) => {
  expect(() => run(attributes)).toThrow(message);
  expect(() => run(attributes)).toThrow(/docs\/a\.mdx:7/);
});

it('lets through what can be followed', () => {
  run({ layer: 'layers#2' });
  run({ container: 'box', picture: 'life' });
  expect(parseSee({ layer: 'nginx:1.26#top' })).toEqual({
    picture: 'layers',
    target: { kind: 'layer', image: 'nginx:1.26', number: null },
  });
  expect(parseSee({ container: 'box' })).toMatchObject({ picture: 'layers' });
  expect(parseSee({ picture: 'processes' })).toEqual({ picture: 'processes', target: null });
});
