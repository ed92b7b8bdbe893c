import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';

/**
 * Host and Origin are checked on every request, upgrades included. Host stops DNS rebinding: a page of a name that
 * was pointed at this address sends its own name. Origin stops other sites' pages from opening a WebSocket or posting.
 */
export class Gate {
  private readonly hosts: ReadonlySet<string>;

  constructor(
    listening: { readonly host: string; readonly port: number },
    extraHosts: readonly string[] = [],
  ) {
    const { host, port } = listening;
    const everywhere = host === '0.0.0.0' || host === '::';
    const names = [
      bracketed(host),
      ...(everywhere || isLoopback(host) ? ['127.0.0.1', 'localhost', '[::1]'] : []),
      ...(everywhere ? ownAddresses() : []),
      ...extraHosts,
    ];
    // Browsers leave the port out where it is the scheme's own.
    const bare = port === 80 || port === 443 ? names : [];
    this.hosts = new Set(
      [...names.map((name) => `${name}:${port}`), ...bare].map((name) => name.toLowerCase()),
    );
  }

  admits(headers: { readonly host?: string | undefined; readonly origin?: string | undefined }): boolean {
    if (headers.host === undefined || !this.hosts.has(headers.host.toLowerCase())) return false;
    if (headers.origin === undefined) return true; // not a cross-site request of a browser
    return [...this.hosts].some(
      (host) => headers.origin === `http://${host}` || headers.origin === `https://${host}`,
    );
  }
}

export const isLoopback = (host: string): boolean =>
  host === '127.0.0.1' || host === '::1' || host === 'localhost';

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** What people on the network may call this machine. A name of somebody's choosing (DNS rebinding) is not among them. */
function ownAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [hostname(), `${hostname()}.local`, ...addresses.map(({ address }) => bracketed(address))];
}

const INLINE_SCRIPT =
  /<script(?![^>]*\bsrc=)(?![^>]*type="application\/(?:ld\+)?json")[^>]*>([\s\S]*?)<\/script>/g;

/** CSP sources for the small inline scripts that the site's build puts into its pages (colour mode before paint). */
export async function inlineScriptHashes(siteDir: string): Promise<string[]> {
  const entries = await readdir(siteDir, { recursive: true, withFileTypes: true });
  const pages = entries.filter((e) => e.isFile() && e.name.endsWith('.html'));
  const hashes = new Set<string>();
  for (const page of pages) {
    const html = await readFile(join(page.parentPath, page.name), 'utf8');
    for (const [, script = ''] of html.matchAll(INLINE_SCRIPT)) {
      hashes.add(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    }
  }
  return [...hashes].sort();
}
