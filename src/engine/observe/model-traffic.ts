import {
  OBSERVE_LIMITS as LIMITS,
  type Network,
  type PublishedPort,
  type TrafficState,
} from '../../shared/observe.ts';
import { z } from 'zod';
import type { ContainerInspectInfo, NetworkInspectInfo } from '../machine.ts';
import { parseAs } from './image-config.ts';
import { newestContainers } from './model-layers.ts';
import { clip, shortName } from './text.ts';

const addressesSchema = z.array(
  z.object({
    ifname: z.string(),
    addr_info: z.array(z.object({ local: z.string(), prefixlen: z.number() })),
  }),
);

/** Networks, who is in them, and what is published. `addresses`: what `ip -j addr` says in the machine. */
export function trafficModel(
  networks: readonly NetworkInspectInfo[],
  containers: readonly ContainerInspectInfo[],
  addresses: string | null,
): TrafficState {
  const newest = newestContainers(containers);
  const shown = newest.slice(0, LIMITS.containers);
  const sorted = [...networks].sort((a, b) => (a.Created < b.Created ? -1 : 1));
  const drawn = sorted.slice(0, LIMITS.networks).map((network) => drawNetwork(network, shown));
  const ports = shown.flatMap(publishedPorts);
  const devices = new Set(sorted.map(deviceOf));
  return {
    machine: (parseAs(addressesSchema, addresses) ?? [])
      .filter(({ ifname }) => !devices.has(ifname))
      .flatMap(({ ifname, addr_info }) =>
        addr_info.map(({ local, prefixlen }) => ({
          device: clip(ifname),
          address: clip(`${local}/${prefixlen}`),
        })),
      )
      .slice(0, 10),
    networks: drawn,
    moreNetworks: sorted.length - drawn.length,
    containers: shown.map((container) => ({
      id: container.Id,
      name: shortName(container.Name),
      image: clip(container.Config.Image),
      state: clip(container.State.Status),
    })),
    moreContainers: newest.length - shown.length,
    ports: ports.slice(0, LIMITS.ports),
    morePorts: Math.max(0, ports.length - LIMITS.ports),
  };
}

function deviceOf({ Id, Name, Driver, Options }: NetworkInspectInfo): string | null {
  if (Driver !== 'bridge') return null;
  const named = Options?.['com.docker.network.bridge.name'];
  return clip(named ?? (Name === 'bridge' ? 'docker0' : `br-${Id.slice(0, 12)}`));
}

function drawNetwork(network: NetworkInspectInfo, containers: readonly ContainerInspectInfo[]): Network {
  const configs = network.IPAM?.Config ?? [];
  return {
    id: clip(network.Id),
    name: clip(network.Name),
    driver: clip(network.Driver),
    device: deviceOf(network),
    subnets: configs
      .slice(0, 10)
      .flatMap(({ Subnet, Gateway }) =>
        Subnet ? [{ subnet: clip(Subnet), gateway: Gateway ? clip(Gateway) : null }] : [],
      ),
    internal: network.Internal,
    members: containers.flatMap((container) => {
      const joined = container.NetworkSettings.Networks[network.Name];
      if (!joined) return [];
      return [
        {
          container: container.Id,
          address: joined.IPAddress ? clip(joined.IPAddress) : null,
          mac: joined.MacAddress ? clip(joined.MacAddress) : null,
          aliases: dnsNames(container, network, joined),
        },
      ];
    }),
  };
}

/** The default bridge has no DNS; elsewhere it knows the container's name, its short ID and its aliases. */
function dnsNames(
  container: ContainerInspectInfo,
  network: NetworkInspectInfo,
  joined: { readonly Aliases?: string[] | null; readonly DNSNames?: string[] | null },
): string[] {
  if (['bridge', 'host', 'none'].includes(network.Name)) return [];
  const names = joined.DNSNames ?? [shortName(container.Name), ...(joined.Aliases ?? [])];
  return [...new Set(names)].slice(0, 10).map(clip);
}

function publishedPorts(container: ContainerInspectInfo): PublishedPort[] {
  const { Running } = container.State;
  // What the daemon did; before the start only what it was asked.
  const bindings = Running ? container.NetworkSettings.Ports : container.HostConfig.PortBindings;
  return Object.entries((bindings ?? {}) as Record<string, { HostIp?: string; HostPort?: string }[] | null>)
    .flatMap(([key, hosts]) => {
      const [inner = '', protocol = 'tcp'] = key.split('/');
      return (hosts ?? []).map(({ HostIp, HostPort }) => ({
        container: container.Id,
        containerPort: portNumber(inner),
        protocol: clip(protocol),
        hostAddress: clip(HostIp || '0.0.0.0'),
        hostPort: portNumber(HostPort ?? ''),
      }));
    })
    .map((port) => ({ ...port, web: Running && port.protocol === 'tcp' && port.hostPort > 0 }));
}

function portNumber(text: string): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= 0 && number <= 65_535 ? number : 0;
}
