import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** The import rules of the design, read off the code itself. */
const root = resolve(import.meta.dirname, '../..');
const src = join(root, 'src');

interface Import {
  readonly from: string;
  /** A file below src for our own, else the package's name. */
  readonly to: string;
  readonly own: boolean;
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.(tsx?|mjs)$/.test(e.name) && !/\.test\.tsx?$/.test(e.name))
    .map((e) => join(e.parentPath, e.name));
}

const imports: Import[] = filesBelow(src).flatMap((file) =>
  ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }): Import => {
    const from = relative(src, file);
    if (fileName.startsWith('.'))
      return { from, to: relative(src, resolve(dirname(file), fileName)), own: true };
    if (fileName.startsWith('@site/'))
      return { from, to: relative(src, join(root, fileName.slice(6))), own: true };
    return { from, to: packageName(fileName), own: false };
  }),
);

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const layer = (file: string): string => file.split('/')[0] ?? '';
const show = (found: readonly Import[]): string[] => found.map(({ from, to }) => `${from} → ${to}`);
const isBuiltin = (name: string): boolean => name.startsWith('node:') || builtinModules.includes(name);

test('there is something to look at', () => {
  expect(imports.length).toBeGreaterThan(100);
});

test('shared imports zod only', () => {
  const bad = imports.filter(
    (i) => layer(i.from) === 'shared' && !(i.own ? layer(i.to) === 'shared' : i.to === 'zod'),
  );
  expect(show(bad)).toEqual([]);
});

test('each layer imports only what lies below it', () => {
  const below: Record<string, readonly string[]> = {
    engine: ['engine', 'shared'],
    server: ['server', 'engine', 'shared'],
    cli: ['cli', 'server', 'engine', 'shared'],
    plugin: ['plugin', 'engine', 'shared'],
    site: ['site', 'shared'],
    pages: ['site', 'shared', 'pages'],
    theme: ['site', 'shared', 'theme'],
  };
  const bad = imports.filter(
    (i) => i.own && below[layer(i.from)] && !below[layer(i.from)]!.includes(layer(i.to)),
  );
  expect(show(bad)).toEqual([]);
});

test('the engine has no HTTP server', () => {
  const bad = imports.filter((i) => layer(i.from) === 'engine' && /fastify/.test(i.to));
  expect(show(bad)).toEqual([]);
});

test('the plugin uses of the engine only what reads files', () => {
  const readers = ['labs', 'items', 'facts', 'glossary', 'transcripts', 'problems'].map(
    (face) => `engine/${face}.ts`,
  );
  const bad = imports.filter(
    (i) => layer(i.from) === 'plugin' && layer(i.to) === 'engine' && !readers.includes(i.to),
  );
  expect(show(bad)).toEqual([]);
});

test('browser code imports nothing of Node', () => {
  const bad = imports.filter(
    (i) => ['site', 'pages', 'theme', 'shared'].includes(layer(i.from)) && !i.own && isBuiltin(i.to),
  );
  expect(show(bad)).toEqual([]);
});

test("a face's private parts are imported by itself and by each other only", () => {
  const bad = imports.filter((i) => {
    const part = /^engine\/([^/]+)\//.exec(i.to)?.[1];
    if (!i.own || part === undefined) return false;
    return i.from !== `engine/${part}.ts` && !i.from.startsWith(`engine/${part}/`);
  });
  expect(show(bad)).toEqual([]);
});

test('each library has one home', () => {
  const homes: readonly (readonly [library: RegExp, home: RegExp])[] = [
    [/^dockerode$/, /^engine\/(host|machine)(\.ts|\/)/],
    [/^node-pty$/, /^engine\/terminal/],
    [/^better-sqlite3$/, /^engine\/progress/],
    [/^@xterm\//, /^(site\/terminal|engine\/terminal)/],
  ];
  const bad = imports.filter((i) =>
    homes.some(([library, home]) => !i.own && library.test(i.to) && !home.test(i.from)),
  );
  expect(show(bad)).toEqual([]);
});

test('only config reads the environment', () => {
  // bootstrap.mjs runs before config can; test-*.ts are part of unit tests.
  const allowed = ['server/config.ts', 'cli/bootstrap.mjs'];
  const readers = filesBelow(src)
    .filter((file) => /\bprocess\.env\b/.test(readFileSync(file, 'utf8')))
    .map((file) => relative(src, file))
    .filter((file) => !/(^|\/)test-[^/]*\.ts$/.test(file))
    .filter((file) => !allowed.includes(file) && !['site', 'theme', 'plugin'].includes(layer(file)));
  expect(readers).toEqual([]);
});

test('no cycles', () => {
  const graph = new Map<string, string[]>();
  for (const { from, to, own } of imports) if (own) graph.set(from, [...(graph.get(from) ?? []), to]);
  const cycles: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});
