import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { onPath, run } from '../engine/host.ts';
import { UserError } from '../shared/errors.ts';
import type { Config } from './config.ts';

export interface Tls {
  readonly cert: string;
  readonly key: string;
  /** Of a certificate that we signed ourselves: what a cautious learner compares. */
  readonly fingerprint?: string;
}

const VALID_DAYS = 825; // what browsers take at most
const RENEW_BEFORE_MS = 30 * 24 * 3600_000;

/** Undefined: plain HTTP. Rejects with UserError where a file can't be used. */
export async function tlsOf(config: Config, addresses: readonly string[]): Promise<Tls | undefined> {
  if (config.tlsCert !== undefined && config.tlsKey !== undefined)
    return { cert: readPem(config.tlsCert), key: readPem(config.tlsKey) };
  if (config.tls !== 'self') return undefined;
  const dir = join(config.home, 'tls');
  const [certFile, keyFile] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  // The same as long as it serves: a learner who once trusted it need not do so again.
  if (!existsSync(certFile) || !existsSync(keyFile) || !serves(readPem(certFile), addresses))
    await makeSelfSigned(dir, certFile, keyFile, addresses);
  const cert = readPem(certFile);
  return { cert, key: readPem(keyFile), fingerprint: new X509Certificate(cert).fingerprint256 };
}

function serves(pem: string, addresses: readonly string[]): boolean {
  const cert = new X509Certificate(pem);
  const lasts = Date.parse(cert.validTo) - Date.now() > RENEW_BEFORE_MS;
  return lasts && addresses.every((address) => cert.checkIP(address) !== undefined);
}

async function makeSelfSigned(
  dir: string,
  certFile: string,
  keyFile: string,
  addresses: readonly string[],
): Promise<void> {
  if (!onPath('openssl')) {
    throw new UserError(
      '做自签证书要用 openssl，而这台机器上没有。',
      '装上它（apt-get install openssl）再启动，或者去掉 --tls self。',
    );
  }
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const names = [...new Set([...addresses, '127.0.0.1'])].map((address) => `IP:${address}`);
  const san = `subjectAltName=${[...names, `DNS:${hostname()}`, 'DNS:localhost'].join(',')}`;
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-sha256'],
    ...['-days', String(VALID_DAYS), '-subj', '/CN=matou', '-addext', san],
    ...['-addext', 'extendedKeyUsage=serverAuth', '-keyout', keyFile, '-out', certFile],
  ]);
  chmodSync(keyFile, 0o600);
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(
      `读不了证书文件 ${file}：${(error as Error).message}`,
      '检查 --tls-cert 和 --tls-key 写的路径。',
    );
  }
}
