import type { Machine } from '../../src/engine/machine.ts';

/** Five images that share layers, and ten containers in as many situations; for the tests, the fixtures and the bench. */
export async function scene(machine: Machine): Promise<void> {
  for (const image of ['layers', 'busybox', 'hello-world', 'nginx']) await machine.pull(image);
  await sh(
    machine,
    `
    mkdir -p /root/pier && cd /root/pier
    printf 'FROM layers\\nRUN echo 三号 > /harbor/third.txt && rm /harbor/plan.txt\\n' > Dockerfile
    docker build -q -t pier:1 . >/dev/null
    docker network create harbor >/dev/null
    docker run -d --name web -p 8080:80 nginx
    docker run -d --name limited -m 64m --cpus 0.5 --pids-limit 50 busybox sleep 3600
    docker run -d --name writer --network harbor layers sh -c 'rm -r /harbor/berths && mkdir /harbor/berths && rm /harbor/plan.txt && echo 新 > /harbor/new.txt && echo 改 >> /harbor/inspection.txt && sleep 3600'
    docker run -d --name neighbour --network harbor --network-alias tug busybox sleep 3600
    docker run -d --name asleep busybox sleep 3600 && docker pause asleep
    docker run --name hello hello-world >/dev/null
    docker create --name waiting pier:1 sleep 60
    docker run -d --name polite busybox sh -c 'trap "exit 143" TERM; while :; do sleep 0.2; done'
    docker run -d --name again --restart always busybox sh -c 'sleep 1; exit 3'
    docker run --name greedy -m 64m busybox sh -c 'dd if=/dev/zero of=/dev/null bs=200M count=1; code=$?; sleep 1; exit $code' || true
    docker run --name short busybox true && docker rm short
    sleep 0.5; docker stop polite
    `,
  );
}

export async function sh(machine: Machine, script: string, timeoutMs = 120_000): Promise<string> {
  const { exitCode, stdout, stderr } = await machine.exec(['bash', '-c', `cd /root; set -e\n${script}`], {
    timeoutMs,
    env: ['HOME=/root'],
  });
  if (exitCode !== 0) throw new Error(`${script}\n→ ${exitCode}\n${stdout}${stderr}`);
  return stdout.trim();
}

/** The daemon starts anew on containerd's image store. */
export const useContainerdStore = (machine: Machine): Promise<string> =>
  sh(
    machine,
    `cat > /etc/docker/daemon.json <<'END'
{ "registry-mirrors": ["http://registry.matou:5000"], "insecure-registries": ["registry.matou:5000"],
  "features": { "containerd-snapshotter": true } }
END
    systemctl restart docker`,
  );
