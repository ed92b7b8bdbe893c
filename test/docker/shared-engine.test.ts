import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerSockets, findDocker, openSharedEngine, type SharedEngine } from '../../src/engine/host.ts';
import type { BuiltImage } from '../../src/engine/images.ts';
import { startMachine, type Machine, type MachineHost } from '../../src/engine/machine.ts';
import { openRegistry, type Registry } from '../../src/engine/registry.ts';
import { openTerminal } from '../../src/engine/terminal.ts';
import { machineHost, SPEC } from './machines.ts';
import { startProgram } from './program.ts';
import { describeUserDocker, startUserDocker, type UserDocker } from './user-docker.ts';

/** The way for macOS, Windows and users who are not root: machines on the user's Docker, without remapping. */
describeUserDocker("on the user's own Docker", () => {
  const home = mkdtempSync(join(tmpdir(), 'matou-shared-'));
  let user: UserDocker;
  let engine: SharedEngine;
  let registry: Registry;
  let machine: Machine;

  beforeAll(async () => {
    const { machineImages } = machineHost();
    const image = (name: string, publish: string[] = []): BuiltImage => ({
      name,
      ref: `matou/${name}:latest`,
      publish,
    });
    user = await startUserDocker([
      ...Object.values(machineImages),
      'matou/registry:latest',
      'matou/hello-world:latest',
    ]);
    const socketPath = await findDocker(dockerSockets(`unix://${user.socket}`));
    expect(socketPath).toBe(user.socket);
    engine = await openSharedEngine(home, user.socket);
    const { docker, tag, network } = engine;
    const images = new Map([image('registry'), image('hello-world', ['latest'])].map((i) => [i.name, i]));
    registry = await openRegistry({ docker, images, place: { kind: 'network', network } });
    const host: MachineHost = {
      docker,
      socketPath: user.socket,
      machineImages,
      extraHosts: [],
      network,
      tag,
    };
    machine = await startMachine(host, SPEC);
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
    await registry?.[Symbol.asyncDispose]();
    await engine?.[Symbol.asyncDispose]();
    await user?.[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  });

  test('a machine boots, pulls and runs, and its events and state are seen', async () => {
    const events: string[] = [];
    const watch = machine.watchEvents((event) => events.push(event.action));
    const ran = await machine.exec(['docker', 'run', 'hello-world'], { timeoutMs: 30_000 });
    expect(ran.exitCode, ran.stderr).toBe(0);
    await expect.poll(() => events, { timeout: 5_000 }).toContain('die');
    watch.stop();
    expect((await machine.containers()).map((c) => c.State.ExitCode)).toEqual([0]);
  });

  test('its shell is reached by docker exec', async () => {
    await using terminal = await openTerminal({ attach: () => machine.shell(1), nonce: machine.nonce });
    await terminal.waitForPrompt(10_000);
    expect((await terminal.run('test -f /.dockerenv; echo 码头', 5_000)).exitCode).toBe(0);
    expect(await terminal.screenText()).toContain('码头');
  });

  test('it is never given to other machines of the network', async () => {
    const program = startProgram(['--home', home, '--port', '0', '--engine', 'shared', '--host', '0.0.0.0'], {
      before: `export DOCKER_HOST=unix://${user.socket}`,
    });
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain('不能让别的机器连进来');
  });
});
