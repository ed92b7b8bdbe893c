import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Classroom } from '../engine/classroom.ts';
import type { LabSessions, SessionMeter } from '../engine/lab-sessions.ts';
import { LIVE_URL } from '../shared/urls.ts';
import { freeBytes, type Health, type Part } from './health.ts';

export interface MetricsSources {
  readonly home: string;
  count(): ReturnType<LabSessions['count']>;
  idleMachines(): number;
  health(): Promise<Health>;
  /** Undefined where there are no classes. */
  classes?(): ReturnType<Classroom['count']> | undefined;
}

export interface Metrics {
  readonly meter: SessionMeter;
  readonly contentType: string;
  /** Looked up when asked; nothing is known of who the learners are. */
  text(): Promise<string>;
  /** Counts requests and WebSockets of the app. */
  watch(app: FastifyInstance): void;
}

const STATES = ['queued', 'starting', 'ready', 'failed'] as const;
const PARTS: readonly Part[] = ['engine', 'database', 'disk', 'pool'];
const S = 1000;

/** The sources are asked when somebody reads, not before. */
export function openMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const starts = new Histogram({
    name: 'matou_machine_start_seconds',
    help: 'From a learner asking for a machine to having it, by outcome',
    labelNames: ['outcome'] as const,
    buckets: [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60],
    registers,
  });
  const verdicts = new Histogram({
    name: 'matou_verdict_seconds',
    help: 'Time that one look at a step took, by outcome',
    labelNames: ['outcome'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const requests = new Histogram({
    name: 'matou_http_request_seconds',
    help: 'HTTP requests by route and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  });
  const clients = new Gauge({
    name: 'matou_websocket_clients',
    help: 'Open WebSockets: pages that listen, and terminals that somebody looks at',
    labelNames: ['kind'] as const,
    registers,
  });
  const bytes = new Counter({
    name: 'matou_websocket_bytes_total',
    help: 'Bytes over WebSockets, as they were on the wire; in: from the browser',
    labelNames: ['kind', 'direction'] as const,
    registers,
    collect: (): void => wires.count(),
  });
  const wires: Wires = new Wires(bytes);
  for (const outcome of ['ready', 'failed']) starts.zero({ outcome });
  for (const outcome of ['passed', 'failed', 'inconclusive']) verdicts.zero({ outcome });
  for (const kind of KINDS) {
    clients.set({ kind }, 0);
    for (const direction of ['in', 'out']) bytes.inc({ kind, direction }, 0);
  }

  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  new Gauge({
    name: 'matou_machines',
    help: "Learners' machines by state",
    labelNames: ['state'] as const,
    registers,
    collect() {
      const counted = sources.count().machines;
      for (const state of STATES) this.set({ state }, counted.get(state) ?? 0);
    },
  });
  new Gauge({
    name: 'matou_healthy',
    help: '1: this part works; see /healthz for why not',
    labelNames: ['part'] as const,
    registers,
    async collect() {
      const { parts } = await sources.health();
      for (const part of PARTS) this.set({ part }, parts[part].ok ? 1 : 0);
    },
  });
  gauge('matou_warm_machines', 'Booted machines that nobody has taken yet', () => sources.idleMachines());
  gauge('matou_terminals', 'Open terminals of all machines', () => sources.count().terminals);
  const inClass = (what: keyof ReturnType<Classroom['count']>): number => sources.classes?.()?.[what] ?? 0;
  gauge('matou_classes', 'Classes that are not over', () => inClass('classes'));
  gauge('matou_class_members', 'Learners who have joined them', () => inClass('members'));
  gauge('matou_hands_raised', 'Learners who wait for the instructor', () => inClass('hands'));
  gauge('matou_disk_free_bytes', 'Free space on the disk of the home', () => freeBytes(sources.home).free);
  gauge('matou_disk_size_bytes', 'Size of the disk of the home', () => freeBytes(sources.home).size);
  return {
    meter: {
      started: (outcome, ms) => starts.observe({ outcome }, ms / S),
      judged: (outcome, ms) => verdicts.observe({ outcome }, ms / S),
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
    watch(app) {
      app.addHook('onResponse', (request, reply, done) => {
        if (!request.headers.upgrade) {
          const { method, routeOptions } = request;
          const status = String(reply.statusCode);
          requests.observe({ method, route: routeOptions.url ?? '', status }, reply.elapsedTime / S);
        }
        done();
      });
      app.websocketServer.on('connection', (socket, request: IncomingMessage) => {
        const kind = kindOf(request.url ?? '');
        clients.inc({ kind });
        const hangUp = wires.add(kind, request.socket);
        socket.once('close', () => {
          clients.dec({ kind });
          hangUp();
        });
      });
    },
  };
}

const KINDS = ['live', 'terminal', 'other'] as const;
type Kind = (typeof KINDS)[number];

function kindOf(url: string): Kind {
  if (url.startsWith(LIVE_URL)) return 'live';
  return url.includes('/terminals/') ? 'terminal' : 'other';
}

/** Adds up what went over sockets, open ones too. */
class Wires {
  private readonly open = new Set<() => void>();
  constructor(private readonly bytes: Counter<'kind' | 'direction'>) {}

  /** Call what it gives when the socket is closed. */
  add(kind: Kind, socket: Socket): () => void {
    // From 0 on: the request that became a WebSocket is a part of it.
    let [read, written] = [0, 0];
    const count = (): void => {
      this.bytes.inc({ kind, direction: 'in' }, socket.bytesRead - read);
      this.bytes.inc({ kind, direction: 'out' }, socket.bytesWritten - written);
      [read, written] = [socket.bytesRead, socket.bytesWritten];
    };
    this.open.add(count);
    return () => {
      count();
      this.open.delete(count);
    };
  }

  count(): void {
    for (const each of this.open) each();
  }
}
