import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Read by bootstrap.mjs too, which has no zod: it looks at lock, modules, arch and platform. */
export const manifestSchema = z.object({
  format: z.literal(1),
  what: z.literal('matou-bundle'),
  createdAt: z.string(),
  platform: z.string(),
  arch: z.string(),
  /** ABI of the compiled npm packages: one for each major version of Node. */
  modules: z.string(),
  node: z.string(),
  /** SHA-256 of the package-lock.json that node_modules was installed by. */
  lock: z.string(),
  /** Codename of the Debian that the packages are for. */
  debian: z.string(),
  images: z.array(z.string()),
});
export type BundleManifest = z.infer<typeof manifestSchema>;

export const BUNDLE = 'bundle';
export const bundleFile = (root: string, name: string): string => join(root, BUNDLE, name);

/** What the checkout brought along, if it was unpacked from a bundle. */
export interface Brought {
  readonly manifest: BundleManifest;
  /** A folder that apt can use as a source. */
  readonly debs: string;
  /** What `docker load` takes. */
  readonly images: string;
}

export function brought(root: string): Brought | undefined {
  const file = bundleFile(root, 'manifest.json');
  if (!existsSync(file)) return undefined;
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { manifest, debs: bundleFile(root, 'debs'), images: bundleFile(root, 'images.tar') };
}
