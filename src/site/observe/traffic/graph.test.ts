import { expect, it } from 'vitest';
import type { Network, TrafficState } from '../../../shared/observe.ts';
import { portsOf, trafficGraph } from './graph.ts';

const network = (id: string, members: readonly string[]): Network => ({
  id,
  name: id,
  driver: 'bridge',
  device: `br-${id}`,
  subnets: [{ subnet: '172.18.0.0/16', gateway: '172.18.0.1' }],
  internal: false,
  members: members.map((container, index) => ({
    container,
    address: `172.18.0.${index + 2}/16`,
    mac: null,
    aliases: [],
  })),
});
const container = (id: string, state = 'running'): TrafficState['containers'][number] => ({
  id,
  name: id,
  image: 'nginx',
  state,
});
const port = (hostAddress: string, hostPort: number, id: string): TrafficState['ports'][number] => ({
  container: id,
  containerPort: 80,
  protocol: 'tcp',
  hostAddress,
  hostPort,
  web: true,
});

const state: TrafficState = {
  machine: [],
  networks: [network('front', ['web', 'app']), network('back', ['app', 'db']), network('none', [])],
  moreNetworks: 0,
  containers: [container('web'), container('app'), container('db'), container('old', 'exited')],
  moreContainers: 0,
  ports: [port('0.0.0.0', 8080, 'web'), port('::', 8080, 'web'), port('127.0.0.1', 9090, 'app')],
  morePorts: 0,
};

it('says a port once that listens on IPv4 and IPv6', () => {
  expect(portsOf(state.ports).map(({ hostPort, addresses }) => [hostPort, addresses])).toEqual([
    [8080, ['0.0.0.0', '::']],
    [9090, ['127.0.0.1']],
  ]);
});

it.each([false, true])('stands in columns: ports, containers, networks (narrow: %s)', (narrow) => {
  const { nodes, width, height } = trafficGraph(state, narrow);
  const columns = new Map<string, Set<number>>();
  for (const { kind, x, width: w } of nodes.values())
    columns.set(kind, new Set([...(columns.get(kind) ?? []), Math.round(x + w / 2)]));
  const kinds = [...(narrow ? [] : ['outside']), 'port', 'container', 'network'];
  const middles = kinds.map((kind) => [...(columns.get(kind) ?? [])]);
  expect(middles.map((each) => each.length)).toEqual(kinds.map(() => 1));
  expect(middles.flat()).toEqual([...middles.flat()].sort((a, b) => a - b));
  const all = [...nodes.values()];
  for (const a of all) {
    expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height).toBe(true);
    for (const b of all)
      if (a !== b)
        expect(
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
        ).toBe(true);
  }
});

it('joins what is joined and nothing else; a container that is down idles', () => {
  const down = { ...state, containers: [container('web', 'exited'), ...state.containers.slice(1)] };
  const { edges } = trafficGraph(down, false);
  const drawn = edges.map(({ from, to, idle }) => `${from} > ${to}${idle ? ' (idle)' : ''}`);
  expect(drawn).toContain('container app > network back');
  expect(drawn).toContain('container app > network front');
  expect(drawn).toContain('container web > network front (idle)');
  expect(drawn.filter((edge) => edge.includes('old'))).toEqual([]);
  expect(drawn.filter((edge) => edge.includes('network none'))).toEqual([]);
  expect(edges.every(({ path }) => path.startsWith('M'))).toBe(true);
});

it('names the network where a container has several addresses', () => {
  const { nodes } = trafficGraph(state, false);
  expect(nodes.get('container app')).toMatchObject({ lines: ['front 172.18.0.3', 'back 172.18.0.2'] });
  expect(nodes.get('container web')).toMatchObject({ lines: ['172.18.0.2'] });
});
