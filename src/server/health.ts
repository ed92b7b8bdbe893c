import { statfsSync } from 'node:fs';

export interface Finding {
  readonly ok: boolean;
  /** In Chinese, for the person who runs the server; holds nothing of learners. */
  readonly detail: string;
}

export type Part = 'engine' | 'database' | 'disk' | 'pool';

export interface Health {
  /** A learner can work now. */
  readonly ok: boolean;
  readonly parts: Readonly<Record<Part, Finding>>;
}

export interface HealthSources {
  readonly home: string;
  /** Below this the next image or recording may not fit. */
  readonly minFreeBytes: number;
  readonly warm: number;
  /** Rejects when the host engine doesn't answer. */
  pingEngine(): Promise<unknown>;
  /** Throws when nothing can be recorded. */
  proveWritable(): void;
  idleMachines(): number;
}

/** Who asks more often is told what the last look saw: a write and a ping each. */
const LOOK_EVERY_MS = 2_000;
const ENGINE_WITHIN_MS = 2_000;
const MIB = 1024 ** 2;

export const freeBytes = (dir: string): { readonly free: number; readonly size: number } => {
  const { bavail, blocks, bsize } = statfsSync(dir);
  return { free: bavail * bsize, size: blocks * bsize };
};

/** Looks at what a learner needs, cheaply enough to be asked every few seconds. */
export function openHealth(sources: HealthSources): () => Promise<Health> {
  let last: { readonly atMs: number; readonly look: Promise<Health> } | undefined;
  return () => {
    const now = performance.now();
    if (!last || now - last.atMs > LOOK_EVERY_MS) last = { atMs: now, look: look(sources) };
    return last.look;
  };
}

async function look(sources: HealthSources): Promise<Health> {
  const parts = {
    engine: await finding('有应答', async () => {
      await within(sources.pingEngine(), ENGINE_WITHIN_MS, '没有应答');
    }),
    database: await finding('可写', () => sources.proveWritable()),
    disk: disk(sources),
    pool: pool(sources),
  };
  // Without a warm machine a start takes longer, and that is all.
  return { ok: parts.engine.ok && parts.database.ok && parts.disk.ok, parts };
}

async function finding(good: string, prove: () => Promise<void> | void): Promise<Finding> {
  try {
    await prove();
    return { ok: true, detail: good };
  } catch (error) {
    return { ok: false, detail: (error as Error).message };
  }
}

function disk({ home, minFreeBytes }: HealthSources): Finding {
  const { free } = freeBytes(home);
  const mib = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`;
  return { ok: free >= minFreeBytes, detail: `还剩 ${mib(free)}，至少要 ${mib(minFreeBytes)}` };
}

function pool({ warm, idleMachines }: HealthSources): Finding {
  const idle = idleMachines();
  return { ok: idle >= warm, detail: `预热好 ${idle} 台，要 ${warm} 台` };
}

async function within<T>(work: Promise<T>, ms: number, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(otherwise)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
