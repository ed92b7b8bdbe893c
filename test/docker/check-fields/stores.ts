import type { FieldTable, Row } from './types.ts';

const made = (fields: object, expected: string): Row => [{ image: { ref: 'made:1', ...fields } }, expected];

export const images: FieldTable = {
  images: ['busybox', 'hello-world'],
  setup: `
    mkdir -p /root/made && cd /root/made && head -c 300000 /dev/urandom > big
    printf '%s\\n' 'FROM busybox' 'COPY big /big' 'ENV MODE=dev EMPTY=' 'LABEL tier=front' 'USER 1000' 'WORKDIR /work' \
      'EXPOSE 80 53/udp' 'ENTRYPOINT ["sh"]' 'CMD ["-c", "true"]' > Dockerfile
    docker build -q -t made:1 .
    docker tag made:1 registry.example:5000/team/made:1
    docker tag hello-world renamed
    tar -C /etc -c hostname | docker import - imported
  `,
  rows: [
    [{ image: { ref: 'busybox' } }, 'passed'],
    [{ image: { ref: 'docker.io/library/busybox:latest' } }, 'passed'],
    [{ image: { ref: 'registry.example:5000/team/made:1' } }, 'passed'],
    [{ image: { ref: 'made' } }, '?'],
    [{ noImage: { ref: 'made' } }, 'passed'],
    [{ noImage: { ref: 'made:1' } }, '?'],
    made({ layers: 2 }, 'LAYERS'),
    made({ layers: 1, maxSize: '1m', minSize: '1g' }, 'SIZES'),
    made({ minSize: '300k', maxSize: '20m' }, 'passed'),
    made({ env: { MODE: 'dev', EMPTY: '', GONE: null } }, 'passed'),
    made({ env: { MODE: null, EMPTY: '1', GONE: '1' } }, '?'),
    made({ labels: { tier: 'front' } }, 'passed'),
    made({ labels: { tier: 'back' } }, '?'),
    made({ user: '1000', workdir: '/work' }, 'passed'),
    made({ user: '', workdir: '/' }, '?'),
    made({ entrypoint: ['sh'], command: ['-c', 'true'] }, 'passed'),
    made({ entrypoint: [], command: [] }, '?'),
    made({ exposes: ['80', '53/udp'] }, 'passed'),
    made({ exposes: ['53'] }, '?'),
    made({ history: 'COPY big /big' }, 'passed'),
    made({ history: 'RUN apt-get' }, 'HISTORY'),
    made({ hasDigest: false }, 'passed'),
    made({ hasDigest: true }, '?'),
    made({ basedOn: 'busybox' }, 'passed'),
    made({ basedOn: 'hello-world' }, '?'),
    made({ basedOn: 'nothing' }, '?'),
    made({ sameAs: 'registry.example:5000/team/made:1' }, 'passed'),
    made({ sameAs: 'busybox' }, '?'),
    made({ sameAs: 'nothing' }, '?'),
    [{ image: { ref: 'hello-world', hasDigest: true } }, 'passed'],
    [{ image: { ref: 'hello-world', hasDigest: false } }, '?'],
    // The digest is that of the name it was pulled by.
    [{ image: { ref: 'renamed', sameAs: 'hello-world' } }, 'passed'],
    [{ image: { ref: 'renamed', hasDigest: true } }, '?'],
    [{ image: { ref: 'imported', user: '', env: { X: null }, entrypoint: [], layers: 1 } }, 'passed'],
    [{ image: { ref: 'busybox', exposes: ['80'], entrypoint: ['sh'] } }, '?'],
  ],
};

export const networks: FieldTable = {
  images: ['busybox'],
  setup: `
    docker network create --subnet 172.30.0.0/24 --internal --label tier=back back
    docker run -d --name web --network back busybox sleep 1000
    docker run --name ended --network back busybox true
  `,
  rows: [
    [{ network: { name: 'back' } }, 'passed'],
    [{ network: { name: 'back', driver: 'bridge', internal: true, subnet: '172.30.0.0/24' } }, 'passed'],
    [{ network: { name: 'back', driver: 'macvlan', internal: false, subnet: '10.0.0.0/8' } }, '?'],
    [{ network: { name: 'back', labels: { tier: 'back' }, containers: ['web'] } }, 'passed'],
    [{ network: { name: 'back', labels: { tier: 'front' }, containers: ['web', 'ended'] } }, '?'],
    [{ network: { name: 'bridge', containers: ['web'] } }, '?'],
    [{ network: { name: 'bridge', internal: true } }, '?'],
    [{ network: { name: 'front' } }, 'NETWORKS'],
    [{ network: { name: 'none', subnet: '10.0.0.0/8' } }, '?'],
  ],
};

export const volumes: FieldTable = {
  images: ['busybox'],
  setup: `
    docker volume create --label tier=back data
    docker volume create logs
    docker run --name web -v /anonymous busybox true
  `,
  rows: [
    [{ volume: { name: 'data', driver: 'local', labels: { tier: 'back' }, anonymous: false } }, 'passed'],
    [{ volume: { name: 'data', labels: { tier: 'front' } } }, 'VOLUMES'],
    [{ volume: { name: 'data', driver: 'nfs' } }, 'VOLUMES'],
    [{ volume: { anonymous: true, count: 1 } }, 'passed'],
    [{ volume: { anonymous: false, count: 3 } }, '?'],
    [{ volume: { name: 'gone', count: 0 } }, 'passed'],
    [{ not: { volume: { name: 'gone' } } }, 'passed'],
    [{ not: { volume: { name: 'logs' } } }, '?'],
  ],
};
