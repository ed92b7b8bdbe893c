import type { Network, PublishedPort, TrafficState } from '../../../shared/observe.ts';

/** One port of the machine: Docker says it once for IPv4 and once for IPv6. */
export interface Port {
  readonly key: string;
  readonly addresses: readonly string[];
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: string;
  readonly container: string;
  readonly web: boolean;
}

export type TrafficNode = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
} & (
  | { readonly kind: 'outside' }
  | { readonly kind: 'port'; readonly port: Port }
  | {
      readonly kind: 'container';
      readonly container: TrafficState['containers'][number];
      /** Its addresses, with the network's name where there are several. */
      readonly lines: readonly string[];
    }
  | { readonly kind: 'network'; readonly network: Network; readonly lines: readonly string[] }
);

export interface TrafficEdge {
  readonly key: string;
  readonly path: string;
  /** Ids of the nodes that it joins. */
  readonly from: string;
  readonly to: string;
  /** The container doesn't run: nothing goes this way now. */
  readonly idle: boolean;
}

export interface TrafficGraph {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, TrafficNode>;
  readonly edges: readonly TrafficEdge[];
}

const OUTSIDE = 'outside';
const EDGE_PX = 10;
const GAP_PX = 46;
const NARROW_GAP_PX = 20;
const ROW_GAP_PX = 10;
const LINE_PX = 15;
const BASE_PX = 30;
/** Columns, from the left: outside, ports, containers, networks. */
const WIDTHS = { outside: 58, port: 104, container: 138, network: 158 } as const;
/** Without the first column. */
const NARROW_WIDTHS = { outside: 0, port: 76, container: 112, network: 122 } as const;

const portId = (port: Port): string => `port ${port.key}`;
const containerId = (id: string): string => `container ${id}`;
const networkId = (id: string): string => `network ${id}`;

export function portsOf(ports: readonly PublishedPort[]): Port[] {
  const merged = new Map<string, Port>();
  for (const { container, containerPort, hostPort, protocol, hostAddress, web } of ports) {
    const key = `${container} ${hostPort} ${containerPort}/${protocol}`;
    const before = merged.get(key);
    merged.set(key, {
      key,
      container,
      containerPort,
      hostPort,
      protocol,
      web: web || (before?.web ?? false),
      addresses: [...(before?.addresses ?? []), hostAddress],
    });
  }
  return [...merged.values()].sort((a, b) => a.hostPort - b.hostPort);
}

const RUNS = new Set(['running', 'paused', 'restarting']);

export function networkLines({ driver, device, subnets, internal }: Network): string[] {
  return [
    [driver, device].filter(Boolean).join(' · '),
    ...subnets.map(({ subnet }) => subnet),
    ...subnets.flatMap(({ gateway }) => (gateway === null ? [] : [`网关 ${gateway}`])),
    ...(internal ? ['不通外面'] : []),
  ];
}

type Unplaced = TrafficNode extends infer N ? (N extends TrafficNode ? Omit<N, 'x' | 'y'> : never) : never;

/** From outside to a port, to the container behind it, to the networks that it is in: four columns from left to right. */
export function trafficGraph(state: TrafficState, narrow: boolean): TrafficGraph {
  const widths = narrow ? NARROW_WIDTHS : WIDTHS;
  // Networks that somebody is in come first; containers stand by their networks, ports by their containers.
  const networks = [...state.networks].sort(
    (a, b) => Number(b.members.length > 0) - Number(a.members.length > 0),
  );
  const networksOf = (id: string): Network[] => networks.filter(hasMember(id));
  // By the same network: first those that can be reached from outside, which is what one looks for; last those that don't run.
  const published = new Set(state.ports.map(({ container }) => container));
  const later = (id: string, now: string): number => (published.has(id) ? -0.3 : now === 'running' ? 0 : 0.1);
  const containers = sortedBy(
    state.containers,
    ({ id, state: now }) => mean(networksOf(id).map((n) => networks.indexOf(n))) + later(id, now),
  );
  const ports = sortedBy(portsOf(state.ports), ({ container }) =>
    containers.findIndex(({ id }) => id === container),
  );

  const height = (lines: readonly string[]): number => BASE_PX + lines.length * LINE_PX;
  const columns: [string, Unplaced][][] = [
    narrow ? [] : [[OUTSIDE, { kind: 'outside', width: widths.outside, height: 46 }]],
    ports.map((port) => [portId(port), { kind: 'port', port, width: widths.port, height: 40 }]),
    containers.map((container) => {
      const lines = addressLines(container.id, networksOf(container.id));
      const size = { width: widths.container, height: height(lines) };
      return [containerId(container.id), { kind: 'container', container, lines, ...size }];
    }),
    networks.map((network) => {
      const lines = networkLines(network);
      const size = { width: widths.network, height: height(lines) };
      return [networkId(network.id), { kind: 'network', network, lines, ...size }];
    }),
  ];
  const edges = edgesOf(ports, containers, networks);
  const nodes = place(columns, edges, narrow ? NARROW_GAP_PX : GAP_PX);
  const all = [...nodes.values()];
  return {
    width: Math.max(...all.map((node) => node.x + node.width)) + EDGE_PX,
    height: Math.max(...all.map((node) => node.y + node.height)) + EDGE_PX,
    nodes,
    edges: edges.flatMap((edge) => {
      const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
      return from && to ? [{ ...edge, path: curve(from, to) }] : [];
    }),
  };
}

function addressLines(container: string, networks: readonly Network[]): string[] {
  return networks.flatMap((network) => {
    const address = network.members.find((member) => member.container === container)?.address;
    if (!address) return [];
    return [networks.length > 1 ? `${network.name} ${bare(address)}` : bare(address)];
  });
}

function edgesOf(
  ports: readonly Port[],
  containers: TrafficState['containers'],
  networks: readonly Network[],
): Omit<TrafficEdge, 'path'>[] {
  const runs = new Map(containers.map(({ id, state: is }) => [id, RUNS.has(is)]));
  const edge = (from: string, to: string, idle: boolean) => ({ key: `${from} → ${to}`, from, to, idle });
  return [
    ...ports.map((port) => edge(OUTSIDE, portId(port), false)),
    ...ports
      .filter(({ container }) => runs.has(container))
      .map((port) => edge(portId(port), containerId(port.container), !runs.get(port.container))),
    ...networks.flatMap(({ id, members }) =>
      members
        .filter(({ container }) => runs.has(container))
        .map(({ container }) => edge(containerId(container), networkId(id), !runs.get(container))),
    ),
  ];
}

/** The containers stand one below the other; what is joined to them stands as near to them as there is room. */
function place(
  columns: readonly (readonly [string, Unplaced][])[],
  edges: readonly Omit<TrafficEdge, 'path'>[],
  gap: number,
): Map<string, TrafficNode> {
  const nodes = new Map<string, TrafficNode>();
  const middle = ({ y, height }: TrafficNode): number => y + height / 2;
  const xs = columns.map((_, index) =>
    columns
      .slice(0, index)
      .reduce((x, column) => x + (column[0]?.[1].width ?? 0) + (column.length > 0 ? gap : 0), EDGE_PX),
  );
  for (const index of [2, 1, 3, 0]) {
    let free = EDGE_PX;
    for (const [id, node] of columns[index] ?? []) {
      const near = edges
        .flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []))
        .flatMap((other) => nodes.get(other) ?? []);
      const wanted = near.length > 0 ? mean(near.map(middle)) - node.height / 2 : free;
      const y = Math.max(free, wanted);
      nodes.set(id, { ...node, x: xs[index] ?? 0, y });
      free = y + node.height + ROW_GAP_PX;
    }
  }
  return nodes;
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? Infinity : numbers.reduce((a, b) => a + b, 0) / numbers.length;

const sortedBy = <T>(items: readonly T[], key: (item: T) => number): T[] =>
  items
    .map((item, index) => ({ item, index, key: key(item) }))
    .sort((a, b) => (a.key === b.key ? a.index - b.index : a.key - b.key))
    .map(({ item }) => item);

const hasMember =
  (id: string) =>
  ({ members }: Network): boolean =>
    members.some(({ container }) => container === id);

/** Without the prefix's length. */
const bare = (address: string): string => address.split('/')[0] ?? address;

function curve(from: TrafficNode, to: TrafficNode): string {
  const [a, b] = [
    { x: from.x + from.width, y: from.y + from.height / 2 },
    { x: to.x, y: to.y + to.height / 2 },
  ];
  const middle = (a.x + b.x) / 2;
  return `M${a.x} ${a.y}C${middle} ${a.y} ${middle} ${b.y} ${b.x} ${b.y}`;
}
