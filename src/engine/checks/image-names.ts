/** A name of an image the way Docker reads it: `hello-world` is docker.io/library/hello-world. */
export interface ImageName {
  readonly repository: string;
  /** Undefined where none is written; Docker then means `latest`, a check may mean any. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export function parseImageName(written: string): ImageName {
  const [beforeDigest = '', digest] = written.trim().split('@', 2);
  const slash = beforeDigest.lastIndexOf('/');
  const colon = beforeDigest.indexOf(':', slash + 1);
  const name = colon === -1 ? beforeDigest : beforeDigest.slice(0, colon);
  const tag = colon === -1 ? undefined : beforeDigest.slice(colon + 1);

  const [first = '', ...rest] = name.split('/');
  // Docker's own rule: the first part is a host only if it looks like one.
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost' || /[A-Z]/.test(first));
  const host = !hasHost || first === 'index.docker.io' ? 'docker.io' : first;
  const parts = hasHost ? rest : [first, ...rest];
  const path = host === 'docker.io' && parts.length === 1 ? ['library', ...parts] : parts;
  return { repository: `${host}/${path.join('/')}`, tag, digest };
}

/** Whether two references name the same image; with `anyTag`, a reference without tag and digest means every tag. */
export function sameImage(wanted: string, actual: string, { anyTag }: { anyTag: boolean }): boolean {
  const want = parseImageName(wanted);
  const have = parseImageName(actual);
  if (want.repository !== have.repository) return false;
  if (want.digest !== undefined) return want.digest === have.digest;
  if (anyTag && want.tag === undefined) return true;
  // A reference by digest alone doesn't say which tag it was.
  if (have.digest !== undefined && have.tag === undefined) return false;
  return (want.tag ?? 'latest') === (have.tag ?? 'latest');
}
