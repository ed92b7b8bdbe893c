import { z } from 'zod';
import { OBSERVED_NAMESPACES } from '../../shared/observe.ts';

/** What reader.pl answers. It runs where the learner is root, so its answers are read as anybody's. */

const number = z.number().nullable();
const word = z.string().nullable();

export const rawOverlay2Schema = z.object({
  layers: z.array(
    z.object({
      chain: z.string(),
      diff: word,
      parent: word,
      cacheId: word,
      size: number,
      link: word,
      /** Content of the file in v2metadata-by-diffid. */
      blobs: word,
    }),
  ),
  mounts: z.array(
    z.object({
      container: z.string(),
      mountId: word,
      initId: word,
      parent: word,
      link: word,
      initLink: word,
    }),
  ),
  total: number,
});
export type RawOverlay2 = z.infer<typeof rawOverlay2Schema>;

export const rawMarksSchema = z.object({
  marks: z.array(z.object({ kind: z.enum(['whiteout', 'opaque']), path: z.string(), sign: z.string() })),
  more: number,
});
export type RawMarks = z.infer<typeof rawMarksSchema>;

export const rawFilesSchema = z.object({ files: z.record(z.string(), word) });
export const rawDatabaseSchema = z.object({ signature: word, hex: word });
export const rawDirectoriesSchema = z.object({ count: number });
export const rawAddressesSchema = z.object({ addresses: word });
export const rawOkSchema = z.object({ ok: z.literal(1) });

export const rawWritesSchema = z.array(
  z.object({
    id: z.string(),
    changes: z.array(
      z.object({
        path: z.string(),
        change: z.enum(['A', 'C', 'D']),
        type: z.enum(['file', 'dir', 'link', 'fifo', 'socket', 'device', 'whiteout']),
        opaque: word,
        size: z.number(),
        /** Seconds since the epoch. */
        ctime: z.number(),
      }),
    ),
    more: z.number(),
    complete: number,
    size: z.number(),
  }),
);
export type RawWrites = z.infer<typeof rawWritesSchema>;

export const rawProcessesSchema = z.object({
  version: z.union([z.literal(1), z.literal(2)]),
  processes: z.array(
    z.object({
      pid: z.number(),
      ppid: z.number(),
      name: z.string(),
      command: z.string(),
      uid: number,
      inner: number,
      rss: number,
      cgroup: word,
      container: word,
      ns: z.record(z.enum(OBSERVED_NAMESPACES), number),
    }),
  ),
  more: z.number(),
  /** The reader itself. */
  self: z.number(),
  groups: z.array(
    z.object({
      container: word,
      path: word,
      files: z.record(z.string(), z.object({ file: z.string(), content: z.string() })),
    }),
  ),
});
export type RawProcesses = z.infer<typeof rawProcessesSchema>;
