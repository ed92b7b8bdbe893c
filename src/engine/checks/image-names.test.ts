import { describe, expect, test } from 'vitest';
import { parseImageName, sameImage } from './image-names.ts';

test.each([
  ['hello-world', { repository: 'docker.io/library/hello-world', tag: undefined, digest: undefined }],
  [
    'docker.io/hello-world:linux',
    { repository: 'docker.io/library/hello-world', tag: 'linux', digest: undefined },
  ],
  [
    'index.docker.io/library/busybox',
    { repository: 'docker.io/library/busybox', tag: undefined, digest: undefined },
  ],
  ['alice/web', { repository: 'docker.io/alice/web', tag: undefined, digest: undefined }],
  ['localhost/web', { repository: 'localhost/web', tag: undefined, digest: undefined }],
  ['registry:5000/a/web:1.2', { repository: 'registry:5000/a/web', tag: '1.2', digest: undefined }],
  ['web:1@sha256:ab', { repository: 'docker.io/library/web', tag: '1', digest: 'sha256:ab' }],
])('reads %s as Docker does', (written, expected) => {
  expect(parseImageName(written)).toEqual(expected);
});

describe('sameImage', () => {
  test.each([
    ['hello-world', 'hello-world:latest', true],
    ['hello-world', 'docker.io/library/hello-world', true],
    ['hello-world:latest', 'hello-world', true],
    ['hello-world', 'hello-world:linux', false],
    ['hello-world', 'alice/hello-world', false],
    ['hello-world', 'hello-world2', false],
    ['hello-world', 'quay.io/library/hello-world', false],
    ['hello-world:latest', 'hello-world@sha256:ab', false],
    ['hello-world@sha256:ab', 'hello-world@sha256:ab', true],
    ['hello-world@sha256:ab', 'hello-world:latest', false],
  ])('%s and %s, latest meant: %s', (wanted, actual, expected) => {
    expect(sameImage(wanted, actual, { anyTag: false })).toBe(expected);
  });

  test.each([
    ['debian', 'debian:trixie', true],
    ['debian', 'debian@sha256:ab', true],
    ['debian:trixie', 'debian:bookworm', false],
    ['debian:trixie', 'debian', false],
  ])('%s and %s, any tag meant: %s', (wanted, actual, expected) => {
    expect(sameImage(wanted, actual, { anyTag: true })).toBe(expected);
  });
});
