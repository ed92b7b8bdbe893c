import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { LabSessions } from '../engine/lab-sessions.ts';
import { loadLabs } from '../engine/labs.ts';
import { openProgress, type ProgressStore } from '../engine/progress.ts';
import { UserError } from '../shared/errors.ts';
import { HEALTH_URL, LIVE_URL, LIVENESS_URL, METRICS_URL, SESSION_URL, startUrl } from '../shared/urls.ts';
import { buildApp } from './app.ts';
import { openHealth, type HealthSources } from './health.ts';
import { openMetrics } from './metrics.ts';
import { Gate } from './security.ts';

const root = resolve(import.meta.dirname, '../..');
const TOKEN = 'a-token-of-enough-characters';

interface Answer {
  readonly status: number;
  readonly text: string;
}
interface Server extends AsyncDisposable {
  readonly url: string;
  readonly progress: ProgressStore;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
}

/** The real app on a real port; what it says of the engine is given, since here is none. */
async function serve(given: Partial<HealthSources> & { token?: string } = {}): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), 'matou-operations-'));
  const progress = openProgress(join(home, 'progress.db'));
  const health = openHealth({
    home,
    warm: 1,
    minFreeBytes: 1,
    pingEngine: () => Promise.resolve('OK'),
    proveWritable: () => progress.proveWritable(),
    idleMachines: () => 1,
    ...given,
  });
  const pool = {
    take: () => Promise.reject(new UserError('没有引擎', '这是测试')),
    want: () => {},
    warm: () => Promise.resolve(),
    idle: () => 1,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const metrics = openMetrics({ home, health, idleMachines: pool.idle, count: () => sessions.count() });
  const log = pino({ level: 'silent' });
  const settings = { idleMs: 60_000, maxTerminals: 2 };
  const { meter } = metrics;
  const labs = await loadLabs(join(root, 'labs'));
  const sessions = new LabSessions(labs, 'own', { pool, progress, settings, log, meter });
  let gate = new Gate({ host: '127.0.0.1', port: 0 });
  const operations = { health, metrics, token: given.token };
  const app: FastifyInstance = await buildApp({ sessions, progress, log, operations, gate: () => gate });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  gate = new Gate({ host: '127.0.0.1', port: Number(new URL(url).port) });
  return {
    url,
    progress,
    async get(path, headers = {}) {
      const answer = await fetch(url + path, { headers });
      return { status: answer.status, text: await answer.text() };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      progress[Symbol.dispose]();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

describe('/healthz', () => {
  let server: Server;
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
  });
  const health = async (): Promise<{
    status: number;
    ok: boolean;
    parts: Record<string, { ok: boolean }>;
  }> => {
    const { status, text } = await server.get(HEALTH_URL);
    return { status, ...(JSON.parse(text) as { ok: boolean; parts: Record<string, { ok: boolean }> }) };
  };

  test('all works', async () => {
    server = await serve();
    expect(await health()).toMatchObject({ status: 200, ok: true, parts: { engine: { ok: true } } });
  });

  test('no warm machine: a start takes longer, and that is said, but it works', async () => {
    server = await serve({ idleMachines: () => 0 });
    expect(await health()).toMatchObject({ status: 200, ok: true, parts: { pool: { ok: false } } });
  });

  test.each([
    ['an engine that is gone', 'engine', { pingEngine: () => Promise.reject(new Error('ECONNREFUSED')) }],
    ['an engine that hangs', 'engine', { pingEngine: () => new Promise(() => {}) }],
    ['a full disk', 'disk', { minFreeBytes: Number.MAX_SAFE_INTEGER }],
  ] as const)('%s: 503, and which part; the process itself lives', async (_, part, sources) => {
    server = await serve(sources);
    const { status, ok, parts } = await health();
    expect({ status, ok }).toEqual({ status: 503, ok: false });
    expect(Object.keys(parts).filter((each) => !parts[each]!.ok)).toEqual([part]);
    expect((await server.get(LIVENESS_URL)).status).toBe(200);
  });

  test('a database that takes nothing any more', async () => {
    server = await serve({
      proveWritable: () => {
        server.progress[Symbol.dispose]();
        server.progress.proveWritable();
      },
    });
    expect(await health()).toMatchObject({ status: 503, parts: { database: { ok: false } } });
  });
});

describe('who may read', () => {
  let server: Server;
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
  });

  test('by default this machine only; what a reverse proxy passes on is not this machine', async () => {
    server = await serve();
    expect((await server.get(METRICS_URL)).status).toBe(200);
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      expect((await server.get(METRICS_URL, { [header]: '203.0.113.7' })).status).toBe(403);
      const health = await server.get(HEALTH_URL, { [header]: '203.0.113.7' });
      expect(health).toEqual({ status: 200, text: '{"ok":true}' });
    }
  });

  test('with a token, whoever brings it, and nobody else: not this machine either', async () => {
    server = await serve({ token: TOKEN });
    const forwarded = { 'x-forwarded-for': '203.0.113.7' };
    const bearing = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
    expect((await server.get(METRICS_URL, { ...forwarded, ...bearing(TOKEN) })).status).toBe(200);
    for (const headers of [
      {},
      bearing(''),
      bearing(`${TOKEN}x`),
      bearing(TOKEN.slice(1)),
      { authorization: TOKEN },
    ])
      expect((await server.get(METRICS_URL, headers)).status).toBe(401);
    expect((await server.get(HEALTH_URL)).text).toBe('{"ok":true}');
  });

  test('neither has a learner or a token in it', async () => {
    server = await serve({ token: TOKEN });
    const answer = await fetch(server.url + SESSION_URL);
    const { learner } = (await answer.json()) as { learner: string };
    for (const path of [METRICS_URL, HEALTH_URL]) {
      const { text } = await server.get(path, { authorization: `Bearer ${TOKEN}` });
      expect(text).not.toContain(learner);
      expect(text).not.toContain(TOKEN);
    }
  });
});

describe('/metrics', () => {
  let server: Server;
  beforeEach(async () => {
    server = await serve();
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
  });
  const value = async (sample: string): Promise<number> => {
    const { text } = await server.get(METRICS_URL);
    const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
    if (line === undefined) throw new Error(`no ${sample} in\n${text}`);
    return Number(line.split(' ')[1]);
  };

  test('counts a start that failed, requests, and WebSockets with their bytes', async () => {
    const answer = await fetch(server.url + SESSION_URL);
    const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!;
    const post = { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: '{}' };
    expect((await fetch(server.url + startUrl('ch4/hello-world'), post)).status).toBe(202);
    await expect.poll(() => value('matou_machine_start_seconds_count{outcome="failed"}')).toBe(1);
    expect(await value('matou_machine_start_seconds_count{outcome="ready"}')).toBe(0);
    expect(await value('matou_machines{state="failed"}')).toBe(1);
    expect(
      await value(`matou_http_request_seconds_count{method="GET",route="${SESSION_URL}",status="200"}`),
    ).toBe(1);

    expect(await value('matou_websocket_clients{kind="live"}')).toBe(0);
    const socket = new WebSocket(server.url.replace('http', 'ws') + LIVE_URL, { headers: { cookie } });
    await new Promise((resolve) => socket.once('message', resolve));
    expect(await value('matou_websocket_clients{kind="live"}')).toBe(1);
    const open = await value('matou_websocket_bytes_total{kind="live",direction="out"}');
    expect(open).toBeGreaterThan(100);
    socket.close();
    await expect.poll(() => value('matou_websocket_clients{kind="live"}')).toBe(0);
    expect(await value('matou_websocket_bytes_total{kind="live",direction="out"}')).toBeGreaterThanOrEqual(
      open,
    );
  });

  test('says what the disk has, and which parts work', async () => {
    expect(await value('matou_disk_free_bytes')).toBeGreaterThan(0);
    expect(await value('matou_disk_size_bytes')).toBeGreaterThan(await value('matou_disk_free_bytes'));
    expect(await value('matou_healthy{part="engine"}')).toBe(1);
    expect(await value('matou_warm_machines')).toBe(1);
    expect(await value('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  });

  test('the dashboard asks for nothing that is not there', async () => {
    await server.get(HEALTH_URL); // the first request is counted once it was answered
    const { text } = await server.get(METRICS_URL);
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const exported = new Set(samples.map((line) => /^\w+/.exec(line)![0]));
    const dashboard = JSON.parse(readFileSync(join(root, 'static/ops/grafana.json'), 'utf8')) as {
      panels: { title: string; targets: { expr: string }[] }[];
      templating: { list: { query: string }[] };
    };
    const asked = [
      ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...dashboard.templating.list.map(({ query }) => query),
    ].flatMap((expr) => expr.match(/\b(?:matou|process|nodejs)_\w+/g) ?? []);
    expect(asked.length).toBeGreaterThan(20);
    expect([...new Set(asked)].filter((name) => !exported.has(name))).toEqual([]);
    // And the other way round: what we measure ourselves, one can see.
    const ours = [...exported].filter(
      (name) => name.startsWith('matou_') && !/_(sum|bucket|count)$/.test(name),
    );
    expect(ours.filter((name) => !asked.includes(name))).toEqual([]);
  });

  test('and for no label or value that is not there', async () => {
    const { text } = await server.get(METRICS_URL);
    const dashboard = readFileSync(join(root, 'static/ops/grafana.json'), 'utf8');
    for (const [, label, wanted] of dashboard.matchAll(/(\w+)=\\"([a-z]+)\\"/g))
      expect(text).toContain(`${label}="${wanted}"`);
  });
});
