import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type {
  LayersState,
  LifePartState,
  ObserveMessage,
  ProcessesState,
  TrafficState,
} from '../../shared/observe.ts';
import { applyObserved, NOTHING } from './observe-connection.ts';
import { diagram } from './life/diagram.ts';
import { lanes } from './life/lanes.ts';
import { edgesOf } from './life/path.ts';
import { nameOf, piecesOf } from './layers/pieces.ts';
import { find, placesOf } from './layers/places.ts';
import { layerOf } from './layers/sight.ts';
import { stack } from './layers/stack.ts';
import { processTree } from './processes/tree.ts';
import { trafficGraph } from './traffic/graph.ts';

const FIXTURES = join(import.meta.dirname, '../../../test/fixtures/observe');

/** States of real machines, with five images that share layers and ten containers. */
function recorded(name: string) {
  const messages = JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as ObserveMessage[];
  const { layers, writes, life, processes, traffic } = messages.reduce(applyObserved, NOTHING);
  return {
    layers: layers as LayersState,
    writes,
    life: life as LifePartState,
    processes: processes as ProcessesState,
    traffic: traffic as TrafficState,
  };
}

describe.each(['overlay2', 'containerd'])('a machine with the %s store', (store) => {
  const state = recorded(store);
  const { layers } = state;

  it('each layer is drawn once, and right on the one that it lies on', () => {
    const pieces = piecesOf(layers, state.writes);
    const { slabs, columns } = stack(pieces);
    expect(layers.store.kind).toBe(store);
    expect(layers.images).toHaveLength(5);
    expect(layers.containers).toHaveLength(10);
    expect(slabs.map(({ piece }) => piece.key).sort()).toEqual(layers.layers.map(({ id }) => id).sort());
    // All ten containers stand side by side; no image's layer is repeated for them.
    expect(columns).toBe(10);
    for (const image of layers.images) {
      const own = image.layers.map((id) => slabs.find(({ piece }) => piece.key === id));
      expect(own.map((slab) => slab?.floor)).toEqual(image.layers.map((_, floor) => floor));
    }
    const shared = slabs.filter(({ piece }) => piece.layer.images.length === 3);
    expect(shared.map(({ floor }) => floor)).toEqual([0]);
  });

  it('a chainID leads to all that lies on it, and back by pasting it', () => {
    const there = layerOf(layers, { kind: 'layer', image: 'layers', number: 2 });
    const layer = layers.layers.find(({ id }) => 'id' in there && id === there.id)!;
    const chainId = nameOf(layer, 'chainId')!;
    const above = layers.layers.filter(({ parent }) => parent === layer.id).map(({ id }) => id);
    expect(placesOf(layers, layer, chainId).map((place) => place.layer)).toEqual(above);
    expect(find(layers, chainId.value).map((found) => found.layer)).toEqual([layer.id]);
    expect(find(layers, ` "${chainId.value.slice(0, 19)}", `).map((found) => found.layer)).toEqual([
      layer.id,
    ]);
    expect(find(layers, 'abc')).toEqual([]);
  });

  it('a diffID leads to the configuration of each image that has the layer', () => {
    const { id } = layerOf(layers, { kind: 'layer', image: 'layers', number: 1 }) as { id: string };
    const base = layers.layers.find((layer) => layer.id === id)!;
    const texts = placesOf(layers, base, nameOf(base, 'diffId')!).map(({ text }) => text);
    expect(texts).toHaveLength(3);
    expect(texts.every((text) => text.endsWith('rootfs.diff_ids 的第 1 个'))).toBe(true);
  });

  it('what a lesson points at and is not there is said', () => {
    expect(layerOf(layers, { kind: 'container', name: 'nobody' })).toEqual({
      missing: '还没有叫 nobody 的容器。',
    });
    expect(layerOf(layers, { kind: 'layer', image: 'layers', number: 9 })).toHaveProperty('missing');
    expect(layerOf(layers, { kind: 'container', name: 'writer' })).toHaveProperty('id');
  });

  it('every container has its place in the diagram, and a lane', () => {
    const { containers } = state.life;
    for (const life of containers) {
      const edges = [...edgesOf(life).keys()];
      const drawn = diagram({ [life.state]: 1 }, false, edges).arrows.map(({ edge }) => edge);
      for (const edge of edges) if (!edge.startsWith('none>')) expect(drawn).toContain(edge);
    }
    const rows = lanes(containers, Date.now());
    expect(rows).toHaveLength(containers.length);
    for (const { segments } of rows)
      for (const { from, to } of segments) expect(from >= 0 && to <= 1 && from < to).toBe(true);
  });

  it('each running container is a frame, with its first process in namespaces of its own', () => {
    const { rows, frames, asked } = processTree(state.processes, false);
    const running = layers.containers.filter((each) => ['running', 'paused'].includes(each.state));
    expect(frames.map(({ name }) => name).sort()).toEqual(running.map(({ name }) => name).sort());
    expect(asked).toHaveLength(frames.length + 1);
    for (const { from, to } of frames) {
      const init = rows.slice(from, to + 1).find(({ process }) => process.role === 'init');
      expect(init?.process.namespaces.pid.own).toBe(true);
      expect(init?.process.innerPid).toBe(1);
    }
  });

  it('every container and network is in the picture of the traffic, and web behind its port', () => {
    const { nodes, edges } = trafficGraph(state.traffic, false);
    expect(nodes.size).toBe(1 + 1 + state.traffic.containers.length + state.traffic.networks.length);
    const web = state.traffic.containers.find(({ name }) => name === 'web')!;
    const port = edges.find(({ to }) => to === `container ${web.id}`)!;
    expect(nodes.get(port.from)).toMatchObject({ kind: 'port', port: { hostPort: 8080, web: true } });
  });
});
