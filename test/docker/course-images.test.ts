import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Machine } from '../../src/engine/machine.ts';
import { describeEngine, freshMachine } from './machines.ts';

/** What the labs use, pulled from the course registry and run by the daemon of a machine. */
describeEngine('images of the course', () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await freshMachine();
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await sh('docker rm -fv $(docker ps -aq); docker volume prune -af');
  });
  const sh = (script: string, timeoutMs = 60_000) => machine.exec(['bash', '-lc', script], { timeoutMs });
  const done = async (script: string): Promise<string> => {
    const ran = await sh(script);
    expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);
    return ran.stdout.trim();
  };
  const retried = (command: string): string => `for i in {1..300}; do ${command} && break; sleep 0.1; done`;

  test('nginx answers, logs to where docker logs looks, and ends when told', async () => {
    const page = await done(`
      docker run -d --name web -p 127.0.0.1:8080:80 nginx:1.26 >/dev/null
      ${retried('curl -fsS http://127.0.0.1:8080/ 2>/dev/null')}
      curl -s http://127.0.0.1:8080/missing >/dev/null`);
    expect(page).toContain('nginx 在容器里运行');
    expect((await sh('docker logs web 2>/dev/null')).stdout).toContain('GET /missing');
    expect(await done('docker logs web 2>&1 >/dev/null')).toContain('/var/www/html/missing');
    expect(await done('docker stop web; docker inspect -f "{{.State.ExitCode}}" web')).toBe('web\n0');
  });

  const query = (sql: string, password = `it's`): string =>
    `docker exec db mariadb -h127.0.0.1 -uroot '-p${password.replaceAll(`'`, `'\\''`)}' -Ne '${sql}'`;

  test('mariadb keeps its data in a volume over re-creation, with its secret in a file', async () => {
    const started = (name: string): string => `
      docker run -d --name ${name} -m 256m -p 127.0.0.1:3307:3306 -v dbdata:/var/lib/mysql \
        -v /root/secret:/run/secrets/root:ro -e MYSQL_ROOT_PASSWORD_FILE=/run/secrets/root -e MARIADB_DATABASE=shop mariadb:11.8 >/dev/null
      ${retried(`${query('SELECT 1')} >/dev/null 2>&1`)}`;
    await done(`
      set -e
      echo "it's" > /root/secret
      ${started('db')}
      ${query('CREATE TABLE shop.goods (name TEXT); INSERT INTO shop.goods VALUES ("集装箱")')}`);
    expect((await sh(query('SELECT 1', ''))).stderr).toContain('Access denied');
    expect(await done('docker inspect -f "{{.Config.Env}}" db')).not.toContain(`it's`);
    expect(await done('docker stop db; docker inspect -f "{{.State.ExitCode}}" db')).toBe('db\n0');
    await done('docker rm -v db');
    expect(await done(`${started('db')}; ${query('SELECT name FROM shop.goods')}`)).toBe('集装箱');
  });

  test('mariadb refuses to start without a password', async () => {
    const refused = await sh('docker run --name db mariadb');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('没有给出 root 口令');
  });

  test('mariadb starts over after a first start that was killed', async () => {
    const version = await done(`
      docker run --rm -v dbdata:/var/lib/mysql --entrypoint sh mariadb -c 'mkdir /var/lib/mysql/mysql; touch /var/lib/mysql/.matou-initialising'
      docker run -d --name db -v dbdata:/var/lib/mysql -e MARIADB_ROOT_PASSWORD="it's" mariadb >/dev/null
      ${retried(`${query('SELECT VERSION()')} 2>/dev/null`)}`);
    expect(version).toMatch(/^11\.8\./);
  });

  test("a registry of one's own takes a push and gives it back by digest", async () => {
    const digest = await done(`
      set -e
      docker run -d --name hub -p 127.0.0.1:5000:5000 registry:2 >/dev/null
      ${retried('curl -fsS http://127.0.0.1:5000/v2/ >/dev/null 2>&1')}
      docker pull -q busybox >/dev/null
      docker tag busybox 127.0.0.1:5000/mine/busybox:1
      docker push -q 127.0.0.1:5000/mine/busybox:1 >/dev/null
      docker inspect -f '{{range .RepoDigests}}{{println .}}{{end}}' busybox | sed -n 's#^127.0.0.1:5000/mine/busybox@##p'`);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    await done(`
      set -e
      docker rmi -f $(docker images -q busybox) >/dev/null
      docker restart hub >/dev/null
      ${retried('curl -fsS http://127.0.0.1:5000/v2/ >/dev/null 2>&1')}
      docker pull -q 127.0.0.1:5000/mine/busybox@${digest}`);
    expect((await machine.images()).flatMap((i) => i.RepoDigests)).toContain(
      `127.0.0.1:5000/mine/busybox@${digest}`,
    );
    const stored = `ls $(docker inspect -f '{{(index .Mounts 0).Source}}' hub)/docker/registry/v2/repositories/mine`;
    expect(await done(stored)).toBe('busybox');
  });

  test('the layers of `layers` hold what the storage lesson looks for', async () => {
    await done('docker pull -q debian; docker pull -q layers');
    const layers = await machine.inspectImage('layers');
    const debian = await machine.inspectImage('debian');
    expect(layers?.RootFS.Layers).toHaveLength(5);
    expect(layers?.RootFS.Layers?.[0]).toBe(debian?.RootFS.Layers?.[0]);
    expect((layers?.Size ?? 0) - (debian?.Size ?? 0)).toBeLessThan(1024 ** 2);
    const history = (await machine.imageHistory('layers')) ?? [];
    expect(history.length).toBeGreaterThan(5);
    expect(history.filter(({ Size }) => Size > 0)).toHaveLength(5);
    const [copied, linked, changed, replaced] = await lowerDirs('layers');
    const look = (script: string): Promise<string> => done(`cd ${script}`);
    expect(await look(`${copied}/harbor && find . -type f | sort`)).toBe(
      './berths/1.txt\n./berths/2.txt\n./draft.txt\n./inspection.txt\n./plan.txt',
    );
    expect(await look(`${linked}/harbor && readlink current && stat -c "%h %n" insp*`)).toBe(
      'plan.txt\n2 inspection.hard\n2 inspection.txt',
    );
    expect(await look(`${changed}/harbor && cat plan.txt && stat -c "%F %t,%T" draft.txt`)).toBe(
      '一号泊位：长江号\ncharacter special file 0,0',
    );
    // A daemon in a user namespace writes a layer through a mount, which leaves whiteouts instead of an opaque directory.
    expect(await look(`${replaced}/harbor/berths && stat -c "%n %F %t,%T" *`)).toBe(
      '1.txt character special file 0,0\n2.txt character special file 0,0\n3.txt regular file 0,0',
    );
    const opaque = `
      docker run -d --name again layers sh -c 'rm -r /harbor/berths && mkdir /harbor/berths && sleep 60' >/dev/null
      cd $(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' again)/harbor
      ${retried('getfattr -m overlay -d berths 2>/dev/null | grep opaque')}`;
    expect(await done(opaque)).toBe('user.overlay.opaque="y"');
    expect(await done('docker run --rm layers ls /harbor /harbor/berths')).toBe(
      '/harbor:\nberths\ncurrent\ninspection.hard\ninspection.txt\nplan.txt\n\n/harbor/berths:\n3.txt',
    );
  });

  /** The folders of an image's own layers, the lowest first, without that of its base. */
  async function lowerDirs(image: string): Promise<string[]> {
    const { UpperDir, LowerDir } = ((await machine.inspectImage(image))?.GraphDriver.Data ?? {}) as Record<
      string,
      string
    >;
    return [UpperDir ?? '', ...(LowerDir ?? '').split(':')].reverse().slice(1);
  }

  test('hello-arm64 can not be run here', async () => {
    const ran = await sh('docker run --rm hello-arm64');
    expect(ran.exitCode).not.toBe(0);
    expect(ran.stdout + ran.stderr).toContain('exec format error');
  });
});
