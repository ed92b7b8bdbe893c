import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOwnEngine, run } from '../../src/engine/host.ts';
import { leftovers } from './program.ts';
import { describeUserDocker, startUserDocker, type UserDocker } from './user-docker.ts';

describeUserDocker("beside the user's own Docker", () => {
  let user: UserDocker;
  const docker = (...args: string[]): Promise<string> => user.docker(...args);

  beforeAll(async () => {
    user = await startUserDocker(['matou/busybox:latest']);
    await docker(
      'run',
      '-d',
      '--name',
      'web',
      '-p',
      '127.0.0.1:18080:80',
      'matou/busybox',
      'httpd',
      '-f',
      '-p',
      '80',
      '-h',
      '/etc',
    );
  });
  afterAll(async () => {
    await user?.[Symbol.asyncDispose]();
  });

  /** Rules of the user's Docker, its bridge, its containers, and whether its published port answers. */
  async function asTheUserSeesIt(): Promise<unknown> {
    const rules = await run('iptables-save', []);
    return {
      rules: rules
        .split('\n')
        .filter((line) => /docker/i.test(line) && !/^#|^:|matou|mt[0-9a-f]{6}h/i.test(line)),
      bridge: (await run('ip', ['-brief', '-4', 'addr', 'show', 'docker0'])).trim(),
      containers: await docker('ps', '--format', '{{.Names}} {{.Status}} {{.Ports}}').then((text) =>
        text.replace(/Up .*?(seconds?|minutes?)/, 'Up'),
      ),
      networks: await docker('network', 'ls', '--format', '{{.Name}} {{.Driver}}'),
      answers: await fetch('http://127.0.0.1:18080/passwd').then((answer) => answer.text()),
    };
  }

  test('its bridge, rules, containers and ports stay as they are while ours comes and goes', async () => {
    const before = await asTheUserSeesIt();
    expect(JSON.stringify(before)).toContain('root:');
    const home = mkdtempSync(join(tmpdir(), 'matou-beside-'));
    const engine = await openOwnEngine(home, () => {});
    expect(await asTheUserSeesIt()).toEqual(before);
    const seen = await engine.docker.listContainers({ all: true });
    expect(seen).toEqual([]); // not the user's
    await engine[Symbol.asyncDispose]();
    expect(await asTheUserSeesIt()).toEqual(before);
    expect(await leftovers(home)).toEqual([]);
    rmSync(home, { recursive: true, force: true });
  });
});
