import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Machine } from '../../src/engine/machine.ts';
import { Observation } from '../../src/engine/observe.ts';
import { Reader } from '../../src/engine/observe/reader.ts';
import { observeMessageSchema, type ObserveMessage, type ObservePart } from '../../src/shared/observe.ts';
import { describeEngine, freshMachine } from './machines.ts';
import { scene, sh, useContainerdStore } from './observe-scene.ts';
import { root } from './program.ts';

/** Set, the states are written where the page's own tests and screenshots find them. */
const RECORD = process.env['MATOU_RECORD_OBSERVE'];
const WITHIN = { timeout: 20_000, interval: 30 };

type State<T extends ObserveMessage['type']> = Extract<ObserveMessage, { type: T; state: unknown }>['state'];

interface Eye extends Disposable {
  readonly heard: ObserveMessage[];
  show(...parts: ObservePart[]): void;
  last<T extends ObserveMessage['type']>(type: T): State<T> | undefined;
  until<T extends ObserveMessage['type']>(type: T, good: (state: State<T>) => boolean): Promise<State<T>>;
}

function open(observation: Observation): Eye {
  const heard: ObserveMessage[] = [];
  const watcher = observation.watch((message) => {
    observeMessageSchema.parse(message); // what is sent keeps to the contract
    heard.push(message);
  });
  const last: Eye['last'] = (type) =>
    heard.findLast((message) => message.type === type && 'state' in message)?.['state' as never];
  return {
    heard,
    show: (...parts) => watcher.show(parts),
    last,
    async until(type, good) {
      await expect.poll(() => heard.some((m) => m.type === type && good(last(type)!)), WITHIN).toBe(true);
      return last(type)!;
    },
    [Symbol.dispose]: () => watcher.stop(),
  };
}

/** Counts what is asked of the machine. */
function counted(machine: Machine): { machine: Machine; calls: string[] } {
  const calls: string[] = [];
  const proxy = new Proxy(machine, {
    get(target, key: keyof Machine) {
      const value: unknown = target[key];
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        calls.push(String(key));
        return (value as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });
  return { machine: proxy, calls };
}

/** All that was asked of a machine by script, with the answers: what the models' unit tests replay. */
const asked: { what: string; fields: readonly string[]; answer: unknown }[] = [];
if (RECORD) {
  const ask = Reader.prototype.ask;
  Reader.prototype.ask = async function (what, fields, schema) {
    const answer = await ask.call(this, what, fields, schema);
    if (['overlay2', 'database', 'files', 'marks'].includes(what)) asked.push({ what, fields, answer });
    return answer as never;
  };
}
async function recordRaw(name: string, machine: Machine): Promise<void> {
  if (!RECORD) return;
  asked.length = 0;
  const observation = new Observation(machine, () => {});
  using eye = open(observation);
  eye.show('layers');
  await eye.until('writes', () => true);
  const [info, images, containers] = await Promise.all([
    machine.info(),
    machine.images(),
    machine.containers(),
  ]);
  const { Driver, DriverStatus, DockerRootDir } = info;
  const raw = {
    info: { Driver, DriverStatus, DockerRootDir },
    images,
    containers,
    asked,
    state: eye.last('layers'),
  };
  writeFileSync(join(root, `test/fixtures/observe/raw-${name}.json`), `${JSON.stringify(raw)}\n`);
}

function record(name: string, messages: readonly ObserveMessage[]): void {
  if (!RECORD) return;
  const dir = join(root, 'test/fixtures/observe');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, `${name}.json`), `${JSON.stringify(messages, null, 1)}\n`);
}

const ALL: ObservePart[] = ['layers', 'life', 'processes', 'traffic'];

describeEngine('a machine that is watched', () => {
  let machine: Machine;
  let calls: string[];
  let observation: Observation;
  let stop: () => void;

  beforeAll(async () => {
    ({ machine, calls } = counted(await freshMachine()));
    observation = new Observation(machine, (error) => console.error(error));
    ({ stop } = machine.watchEvents((event) => observation.addEvent(event)));
    await scene(machine);
  }, 240_000);
  afterAll(async () => {
    stop();
    observation.dispose();
    await machine[Symbol.asyncDispose]();
  });
  const truth = (script: string) => sh(machine, script);

  test('nothing is read while nobody looks, and nothing stays behind when they go', async () => {
    calls.length = 0;
    await truth('docker run --rm busybox true');
    observation.changed();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(calls).toEqual(['exec']);
    {
      using eye = open(observation);
      eye.show();
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(calls).toEqual(['exec']);
      eye.show('layers', 'processes');
      await eye.until('layers', () => true);
      expect(await truth('pgrep -c -x matou-observe')).toBe('1');
    }
    await expect.poll(() => truth('pgrep -c -x matou-observe || true'), WITHIN).toBe('0');
    calls.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(calls).toEqual([]);
  });

  test("a layer's five names are what the lesson's commands find on the disk", async () => {
    using eye = open(observation);
    eye.show('layers');
    const state = await eye.until('layers', ({ images }) => images.length >= 5);
    expect(state.store).toEqual({ kind: 'overlay2', driver: 'overlay2', root: '/var/lib/docker' });
    const image = state.images.find(({ tags }) => tags.includes('layers:latest'))!;
    expect(image.layers).toHaveLength(5);
    const second = state.layers.find(({ id }) => id === image.layers[1])!;
    const name = (kind: string) => second.names.find((each) => each.kind === kind);
    const disk = await truth(`
      diff=$(docker image inspect -f '{{index .RootFS.Layers 1}}' layers)
      dir=$(dirname "$(grep -l "$diff" /var/lib/docker/image/overlay2/layerdb/sha256/*/diff)")
      cache=$(cat $dir/cache-id)
      jq -r '.[0].Digest' /var/lib/docker/image/overlay2/distribution/v2metadata-by-diffid/sha256/\${diff#*:}
      echo $diff; basename $dir; echo $cache; cat /var/lib/docker/overlay2/$cache/link; echo; cat $dir/size`);
    const [blob, diffId, chain, cacheId, link, size] = disk.split('\n');
    expect(second.names.map(({ kind, value }) => [kind, value])).toEqual([
      ['blob', blob],
      ['diffId', diffId],
      ['chainId', `sha256:${chain}`],
      ['cacheId', cacheId],
      ['link', link],
    ]);
    expect(second.sizeBytes).toBe(Number(size));
    for (const kind of ['diffId', 'cacheId', 'link'])
      expect(await truth(`cat ${name(kind)!.file}`)).toBe(name(kind)!.value);
    expect(await truth(`grep -c ${blob} ${name('blob')!.file}; test -d ${name('chainId')!.file}`)).toBe('1');
    expect(await truth(`ls ${second.directory}/harbor`)).toContain('plan.txt');
    // Shared: by the image that was built on it.
    const pier = state.images.find(({ tags }) => tags.includes('pier:1'))!;
    expect(second.images).toEqual(expect.arrayContaining([image.id, pier.id]));
    // The layers that delete say so.
    const fourth = state.layers.find(({ id }) => id === image.layers[3])!;
    expect(fourth.marks).toContainEqual({ kind: 'whiteout', path: '/harbor/draft.txt', sign: 'c 0 0' });
    // Parents come first.
    const ids = state.layers.map(({ id }) => id);
    for (const { id, parent } of state.layers)
      if (parent !== null) expect(ids.indexOf(parent)).toBeLessThan(ids.indexOf(id));
    expect(state.containers).toHaveLength(10);
  });

  test('what is written in a container appears, with whiteouts and opaque directories marked', async () => {
    using eye = open(observation);
    eye.show('layers');
    const id = await truth("docker inspect -f '{{.Id}}' writer");
    const changes = () =>
      Object.fromEntries(
        (eye.last('writes')?.layers.find(({ container }) => container === id)?.changes ?? []).map((c) => [
          c.path,
          c,
        ]),
      );
    await eye.until('writes', () => changes()['/harbor/new.txt'] !== undefined);
    const now = changes();
    expect(now['/harbor/plan.txt']).toMatchObject({ change: 'D', type: 'whiteout' });
    expect(now['/harbor/new.txt']).toMatchObject({ change: 'A', type: 'file', sizeBytes: 4 });
    expect(now['/harbor/inspection.txt']).toMatchObject({ change: 'C', type: 'file' });
    expect(now['/harbor']).toMatchObject({ change: 'C', type: 'dir', opaque: null });
    expect(now['/harbor/berths']).toMatchObject({ change: 'C', type: 'dir', opaque: 'user.overlay.opaque' });
    // Docker's own word for each of them.
    const diff = (await truth('docker diff writer')).split('\n');
    for (const { path, change } of Object.values(now)) expect(diff).toContain(`${change} ${path}`);
    // By a program that runs in there already: no event, no command, nothing tells but the disk.
    const pid = await truth("docker inspect -f '{{.State.Pid}}' writer");
    calls.length = 0;
    const began = Date.now();
    await truth(`nsenter -t ${pid} -m sh -c 'echo 货 > /harbor/cargo.txt; rm /harbor/inspection.txt'`);
    await eye.until('writes', () => changes()['/harbor/cargo.txt'] !== undefined);
    await eye.until('writes', () => changes()['/harbor/inspection.txt']?.change === 'D');
    expect(Date.parse(changes()['/harbor/cargo.txt']!.at)).toBeGreaterThanOrEqual(began - 1_000);
    // Only the test's own; what restarts all the time makes the daemon be asked, not the machine.
    expect(calls.filter((call) => call === 'exec' || call === 'stream')).toEqual(['exec']);
  });

  test('the tree of processes, namespaces of their own, limits', async () => {
    using eye = open(observation);
    eye.show('processes');
    const id = await truth("docker inspect -f '{{.Id}}' limited");
    const state = await eye.until('processes', ({ cgroups }) =>
      cgroups.some((c) => c.container === id && c.cpu.used !== null),
    );
    const main = state.processes.find((p) => p.container === id && p.role === 'init')!;
    expect(main).toMatchObject({ name: 'sleep', command: 'sleep 3600', innerPid: 1, uid: 0 });
    expect(String(main.pid)).toBe(await truth("docker inspect -f '{{.State.Pid}}' limited"));
    const shim = state.processes.find(({ pid }) => pid === main.ppid)!;
    expect(shim).toMatchObject({ role: 'shim', container: id });
    for (const role of ['systemd', 'dockerd', 'containerd', 'proxy'])
      expect(state.processes.some((p) => p.role === role)).toBe(true);
    for (const kind of ['pid', 'net', 'mnt', 'user'] as const) {
      const inode = await truth(`readlink /proc/${main.pid}/ns/${kind} | tr -dc 0-9`);
      expect(main.namespaces[kind]).toEqual({ inode: Number(inode), own: kind !== 'user' });
    }
    const group = state.cgroups.find((c) => c.container === id)!;
    expect(group).toMatchObject({
      memory: { limit: 64 * 1024 ** 2 },
      cpu: { limit: 0.5 },
      pids: { limit: 50, used: 1 },
    });
    expect(await truth(`cat ${group.memory.file}`)).toBe(String(64 * 1024 ** 2));
    expect(state.cgroups[0]).toMatchObject({ container: null, memory: { limit: 1024 ** 3 } });
    expect(state.containers[id]).toBe('limited');
    // The looker doesn't see itself.
    expect(state.processes.filter(({ name, command }) => /matou-observe|perl/.test(name + command))).toEqual(
      [],
    );
  });

  test('each life as the events told it', async () => {
    using eye = open(observation);
    eye.show('life');
    const state = await eye.until('life', ({ containers }) => containers.length >= 11);
    const life = (name: string) => state.containers.find((each) => each.name === name)!;
    const path = (name: string) => life(name).steps.map(({ action, to }) => `${action}→${to}`);
    // Which of the last two the daemon notes first is its own affair.
    expect(
      path('polite')
        .map((step) => step.split('→')[0])
        .sort(),
    ).toEqual(['create', 'start', 'kill', 'die', 'stop'].sort());
    expect(path('polite').slice(0, 3)).toEqual(['create→created', 'start→running', 'kill→running']);
    expect(path('polite')).toContain('die→exited');
    expect(life('polite')).toMatchObject({ state: 'exited', exitCode: 143 });
    expect(life('polite').steps.find(({ action }) => action === 'kill')).toMatchObject({ signal: 15 });
    expect(life('polite').steps.find(({ action }) => action === 'die')).toMatchObject({ exitCode: 143 });
    expect(life('asleep').state).toBe('paused');
    expect(path('waiting')).toEqual(['create→created']);
    expect(life('short')).toMatchObject({ state: 'removed', exitCode: 0 });
    expect(life('greedy').oomKilled).toBe(true);
    expect(path('greedy')).toContain('oom→running');
    expect(life('again').steps.some(({ action, to }) => action === 'die' && to === 'restarting')).toBe(true);
    expect(life('web').steps.every(({ derived }) => !derived)).toBe(true);
  });

  test('networks, members and published ports', async () => {
    using eye = open(observation);
    eye.show('traffic');
    const state = await eye.until('traffic', () => true);
    const web = state.containers.find(({ name }) => name === 'web')!;
    expect(state.ports).toContainEqual({
      container: web.id,
      containerPort: 80,
      protocol: 'tcp',
      hostAddress: '0.0.0.0',
      hostPort: 8080,
      web: true,
    });
    const harbor = state.networks.find(({ name }) => name === 'harbor')!;
    expect(await truth(`ip -o link show ${harbor.device} | wc -l`)).toBe('1');
    const neighbour = state.containers.find(({ name }) => name === 'neighbour')!;
    const member = harbor.members.find(({ container }) => container === neighbour.id)!;
    expect(member.address).toBe(
      await truth("docker inspect -f '{{.NetworkSettings.Networks.harbor.IPAddress}}' neighbour"),
    );
    expect(member.aliases).toEqual(expect.arrayContaining(['neighbour', 'tug']));
    expect(state.machine.map(({ device }) => device)).toEqual(['eth0']);
  });

  test('a new container is drawn in every part without anybody asking', async () => {
    using eye = open(observation);
    eye.show(...ALL);
    for (const type of ['layers', 'life', 'processes', 'traffic', 'writes'] as const)
      await eye.until(type, () => true);
    expect(eye.last('writes')!.layers).toHaveLength(10); // from the first on whole
    record(
      'overlay2',
      ALL.concat('writes' as never).map((type) => eye.heard.findLast((m) => m.type === (type as string))!),
    );
    await recordRaw('overlay2', machine);
    const id = await truth('docker run -d --name late busybox sh -c "echo x > /x; sleep 60"');
    await eye.until('life', ({ containers }) => containers.some((c) => c.id === id && c.state === 'running'));
    await eye.until('layers', ({ containers }) =>
      containers.some((c) => c.id === id && c.layers.length === 2),
    );
    await eye.until('writes', ({ layers }) =>
      layers.some((l) => l.container === id && l.changes.some((c) => c.path === '/x')),
    );
    await eye.until('processes', ({ processes }) =>
      processes.some((p) => p.container === id && p.role === 'init'),
    );
    await eye.until('traffic', ({ networks }) =>
      networks.some((n) => n.members.some((m) => m.container === id)),
    );
    await truth('docker rm -f late');
    await eye.until('life', ({ containers }) => containers.some((c) => c.id === id && c.state === 'removed'));
    await eye.until('layers', ({ containers }) => containers.every((c) => c.id !== id));
    await eye.until('writes', ({ layers }) => layers.every((l) => l.container !== id));
  });

  test('hostile names, floods and a killed reader', async () => {
    using eye = open(observation);
    eye.show('layers', 'processes');
    const id = await truth(
      `docker run -d --name hostile busybox sh -c 'touch "/$(printf "a\\tb\\nc\\"<script>")"; touch "/$(printf "\\377")"; mkdir /many; for i in $(seq 200); do : > /many/$i; done; sleep 60'`,
    );
    const layer = () => eye.last('writes')?.layers.find((l) => l.container === id);
    await eye.until('writes', () => (layer()?.more ?? 0) > 100);
    expect(layer()).toMatchObject({ complete: true });
    await truth('docker exec hostile sh -c "rm -r /many"');
    await eye.until('writes', () => layer()!.changes.some(({ path }) => path === '/a\tb\nc"<script>'));
    await truth('pkill -x matou-observe');
    await truth('docker exec hostile touch /after');
    await eye.until('writes', () => layer()?.changes.some(({ path }) => path === '/after') ?? false);
    await truth('docker rm -f hostile');
  });

  test('without its daemon the parts that need it say so, and come back', async () => {
    using eye = open(observation);
    eye.show('layers', 'processes');
    await eye.until('layers', () => true);
    await truth('systemctl stop docker.socket docker');
    observation.changed();
    const missing = () => eye.heard.filter((m) => m.type === 'unavailable');
    await expect.poll(() => missing().length, WITHIN).toBeGreaterThan(0);
    for (const each of missing())
      expect(each).toMatchObject({ part: 'layers', reason: expect.stringContaining('守护进程') as string });
    await eye.until('processes', ({ processes }) => processes.every(({ role }) => role !== 'dockerd'));
    await truth('systemctl start docker');
    const before = eye.heard.length;
    await expect.poll(() => eye.heard.slice(before).some((m) => m.type === 'layers'), WITHIN).toBe(true);
  });
});

describeEngine('a machine with the containerd image store', () => {
  test('content digests, chainIDs as keys, snapshots as directories', async () => {
    await using machine = await freshMachine();
    await useContainerdStore(machine);
    const observation = new Observation(machine, (error) => console.error(error));
    const { stop } = machine.watchEvents((event) => observation.addEvent(event));
    await scene(machine);
    using eye = open(observation);
    eye.show(...ALL);
    const state = await eye.until(
      'layers',
      ({ containers, images }) => images.length >= 5 && containers.length >= 10,
    );
    expect(state.store).toEqual({ kind: 'containerd', driver: 'overlayfs', root: '/var/lib/containerd' });
    const image = state.images.find(({ tags }) => tags.includes('layers:latest'))!;
    expect(image.id).toBe(await sh(machine, "docker image inspect -f '{{.Id}}' layers"));
    expect(await sh(machine, `sha256sum ${image.file} | cut -c 1-64`)).toBe(image.id.replace('sha256:', ''));
    const drawn = image.layers.map((id) => state.layers.find((layer) => layer.id === id)!);
    const keys = await sh(
      machine,
      "ctr -n moby snapshots --snapshotter overlayfs ls | awk 'NR > 1 {print $1}'",
    );
    for (const layer of drawn) {
      expect(keys.split('\n')).toContain(layer.id);
      expect(layer.names.map(({ kind }) => kind)).toEqual(['blob', 'diffId', 'chainId', 'snapshot']);
      expect(layer.sizeBytes).toBeGreaterThan(0);
      const blob = layer.names[0]!;
      expect(await sh(machine, `sha256sum ${blob.file} | cut -c 1-64`)).toBe(
        blob.value.replace('sha256:', ''),
      );
      expect(await sh(machine, `zcat ${blob.file} | sha256sum | cut -c 1-64`)).toBe(
        layer.names[1]!.value.replace('sha256:', ''),
      );
    }
    expect(await sh(machine, `ls ${drawn[0]!.directory}/etc/debian_version`)).toContain('debian_version');
    expect(await sh(machine, `ls ${drawn[1]!.directory}`)).toBe('harbor');
    const writer = state.containers.find(({ name }) => name === 'writer')!;
    expect(writer.layers).toHaveLength(2);
    await eye.until('writes', ({ layers }) =>
      layers.some(
        (l) =>
          l.container === writer.id &&
          l.changes.some((c) => c.path === '/harbor/plan.txt' && c.change === 'D'),
      ),
    );
    for (const type of ['life', 'processes', 'traffic'] as const) await eye.until(type, () => true);
    record(
      'containerd',
      ALL.concat('writes' as never).map((type) => eye.heard.findLast((m) => m.type === (type as string))!),
    );
    await recordRaw('containerd', machine);
    stop();
    observation.dispose();
  });
});
