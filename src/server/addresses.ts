import { networkInterfaces } from 'node:os';

/** Bridges and cables of container engines and virtual machines: nobody on the network is behind them. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vnet|tun|tap|lxc|lxd|cni|flannel|mt[0-9a-f]*h)/;
/** What a school's or an office's network usually is comes first. */
const USUAL = [/^192\.168\./, /^10\./, /^172\.(?:1[6-9]|2\d|3[01])\./];

type Interfaces = ReturnType<typeof networkInterfaces>;

/** Where others on the network reach this server, best first; only its own machine where there is no network. */
export function lanAddresses(host: string, interfaces: Interfaces = networkInterfaces()): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  const found = Object.entries(interfaces).flatMap(([name, each]) =>
    VIRTUAL.test(name) ? [] : (each ?? []).filter((a) => a.family === 'IPv4' && !a.internal),
  );
  const rank = (address: string): number => {
    const index = USUAL.findIndex((pattern) => pattern.test(address));
    return index < 0 ? USUAL.length : index;
  };
  const addresses = found.map(({ address }) => address).filter((address) => !address.startsWith('169.254.'));
  return addresses.length > 0 ? addresses.sort((a, b) => rank(a) - rank(b)) : ['127.0.0.1'];
}

export const addressUrl = (address: string, port: number, tls: boolean): string => {
  const usual = tls ? 443 : 80;
  const host = address.includes(':') ? `[${address}]` : address;
  return `${tls ? 'https' : 'http'}://${host}${port === usual ? '' : `:${port}`}`;
};
