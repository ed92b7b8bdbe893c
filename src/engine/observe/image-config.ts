import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What an image is made of, read from the files that its ID leads to. */
export interface ImageParts {
  readonly idOf: 'config' | 'manifest' | 'index' | 'unknown';
  /** The file whose hash the image's ID is. */
  readonly file: string | null;
  /** The file that lists the diffIDs. */
  readonly configFile: string | null;
  readonly createdAt: string | null;
  /** Lowest first. */
  readonly layers: readonly ImagePartLayer[];
}

export interface ImagePartLayer {
  readonly chain: string;
  readonly diff: string;
  /** Known here for the containerd store only. */
  readonly blob: string | null;
  readonly createdBy: string | null;
}

export const UNKNOWN_IMAGE: ImageParts = {
  idOf: 'unknown',
  file: null,
  configFile: null,
  createdAt: null,
  layers: [],
};

const MAX_IMAGE_LAYERS = 128;
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

export const configSchema = z.object({
  created: z.string().nullish(),
  rootfs: z.object({ diff_ids: z.array(digest).max(MAX_IMAGE_LAYERS) }),
  history: z
    .array(z.object({ created_by: z.string().optional(), empty_layer: z.boolean().optional() }))
    .nullish(),
});

export const manifestSchema = z.object({
  config: z.object({ digest }),
  layers: z.array(z.object({ digest })).max(MAX_IMAGE_LAYERS),
});

export const indexSchema = z.object({
  manifests: z.array(
    z.object({
      digest,
      platform: z.object({ architecture: z.string(), os: z.string() }).partial().nullish(),
    }),
  ),
});

/** Undefined: not JSON, or not of this form. */
export function parseAs<S extends z.ZodType>(
  schema: S,
  text: string | null | undefined,
): z.infer<S> | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(text ?? ''));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The lowest layer's chainID is its diffID; each other's is the hash of the one below and its own diffID. */
export function chainIds(diffs: readonly string[]): string[] {
  const chains: string[] = [];
  for (const diff of diffs) {
    const below = chains.at(-1);
    chains.push(
      below === undefined ? diff : `sha256:${createHash('sha256').update(`${below} ${diff}`).digest('hex')}`,
    );
  }
  return chains;
}

export function layersOf(
  config: z.infer<typeof configSchema>,
  blobs: readonly string[] = [],
): ImagePartLayer[] {
  const diffs = config.rootfs.diff_ids;
  const chains = chainIds(diffs);
  const rows = (config.history ?? []).filter((row) => !row.empty_layer);
  // An image that was imported or flattened may have fewer rows than layers: then none can be told.
  const told = rows.length === diffs.length;
  return diffs.map((diff, i) => ({
    diff,
    chain: chains[i]!,
    blob: blobs.length === diffs.length ? blobs[i]! : null,
    createdBy: (told && rows[i]?.created_by) || null,
  }));
}
