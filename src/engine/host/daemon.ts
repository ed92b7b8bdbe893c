import { spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../shared/errors.ts';
import { isAlive, recordOf, type ProcessRecord } from './process-record.ts';

export interface DaemonSpec {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly pidFile: string;
  /** Left by one that was killed: dockerd won't start beside its own old pid file while a zombie has that pid. */
  readonly staleFiles?: readonly string[];
  /** Answers true once it serves. */
  readonly ready: () => Promise<boolean>;
  readonly readyWithinMs: number;
  readonly stopWithinMs: number;
}

/** A process of the host that outlives this one, found again by its pid file. */
export interface Daemon {
  readonly pid: number;
  readonly adopted: boolean;
}

interface PidRecord extends ProcessRecord {
  readonly command: string;
}

const POLL_MS = 20;
const LOG_TAIL_LINES = 15;
const MAX_LOG_BYTES = 8 * 1024 * 1024;

/** Starts the daemon, or adopts the one that a killed run left if it was started in the same way and serves. */
export async function startDaemon(spec: DaemonSpec): Promise<Daemon> {
  const command = JSON.stringify([spec.file, ...spec.args]);
  const old = readRecord(spec.pidFile);
  if (old && isAlive(old)) {
    if (old.command === command && (await spec.ready().catch(() => false)))
      return { pid: old.pid, adopted: true };
    await stopProcess(old, spec.stopWithinMs);
  }
  for (const file of spec.staleFiles ?? []) rmSync(file, { force: true });
  writeFileSync(spec.logFile, '', { mode: 0o600 });
  const log = openSync(spec.logFile, 'a'); // to its end, wherever boundLog has moved that
  // detached: Ctrl-C reaches the whole foreground group, and the daemon must go last, after its machines.
  const child = spawn(spec.file, spec.args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
  });
  closeSync(log);
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `退出码 ${code ?? signal}`));
  child.unref();
  const deadline = performance.now() + spec.readyWithinMs;
  if (child.pid !== undefined) {
    const record: PidRecord = { ...recordOf(child.pid), command };
    writeFileSync(spec.pidFile, JSON.stringify(record), { mode: 0o600 });
  }
  for (;;) {
    if (ended !== undefined) throw failed(spec, `${spec.name} 刚启动就结束了（${ended}）`);
    if (await spec.ready().catch(() => false)) return { pid: child.pid!, adopted: false };
    if (performance.now() > deadline) {
      await stopDaemon(spec);
      throw failed(spec, `${spec.name} 在 ${spec.readyWithinMs / 1000} 秒内没有就绪`);
    }
    await sleep(POLL_MS);
  }
}

/** Ends the daemon of this pid file if it lives: SIGTERM, then SIGKILL past its deadline. */
export async function stopDaemon(spec: Pick<DaemonSpec, 'pidFile' | 'stopWithinMs'>): Promise<void> {
  const record = readRecord(spec.pidFile);
  if (record && isAlive(record)) await stopProcess(record, spec.stopWithinMs);
  rmSync(spec.pidFile, { force: true });
}

export function daemonAlive(pidFile: string): boolean {
  const record = readRecord(pidFile);
  return record !== undefined && isAlive(record);
}

/**
 * A daemon holds its log open, so a full one is copied aside and emptied; a line written in between is lost. Called
 * from time to time, for what learners make the engine do must not fill the disk.
 */
export function boundLog({ logFile }: Pick<DaemonSpec, 'logFile'>, maxBytes = MAX_LOG_BYTES): void {
  if (!existsSync(logFile) || statSync(logFile).size <= maxBytes) return;
  copyFileSync(logFile, `${logFile}.1`);
  truncateSync(logFile);
}

export function logTail(logFile: string, lines = LOG_TAIL_LINES): string {
  if (!existsSync(logFile)) return '';
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function failed(spec: DaemonSpec, what: string): UserError {
  const tail = logTail(spec.logFile);
  return new UserError(
    `${what}。${tail ? `它最后的日志：\n${indent(tail)}` : '它没有留下日志。'}`,
    `完整日志在 ${spec.logFile}。按其中的报错处理后再启动；仍不行时运行 npm run doctor。`,
  );
}

const indent = (text: string): string => text.replace(/^/gm, '    ');

function readRecord(pidFile: string): PidRecord | undefined {
  if (!existsSync(pidFile)) return undefined;
  try {
    return JSON.parse(readFileSync(pidFile, 'utf8')) as PidRecord;
  } catch {
    return undefined; // cut off while it was written: the process then never served
  }
}

async function stopProcess(record: PidRecord, withinMs: number): Promise<void> {
  process.kill(record.pid, 'SIGTERM');
  const deadline = performance.now() + withinMs;
  while (isAlive(record)) {
    if (performance.now() > deadline) {
      process.kill(record.pid, 'SIGKILL');
      await sleep(100);
      return;
    }
    await sleep(POLL_MS);
  }
}
