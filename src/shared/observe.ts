/**
 * What the 观察 panel gets, live, of its learner's own machine. Every string in here comes from that machine, where the
 * learner is root: any text at all, so it is drawn as text and never as markup, an address or a style.
 *
 * The page opens the WebSocket {@link observeUrl} while the panel is visible, sends {@link ObserveRequest} (again
 * whenever other parts are shown), and gets {@link ObserveMessage}s. Each message is the whole state of its part, not a
 * difference, and is sent only when it differs from the one before.
 */
import { z } from 'zod';

export const OBSERVE_PARTS = ['layers', 'life', 'processes', 'traffic'] as const;
export type ObservePart = (typeof OBSERVE_PARTS)[number];

/** How much of a machine is drawn; of the rest its number is said (`more…`: 还有 N 个). */
export const OBSERVE_LIMITS = {
  images: 40,
  /** Image layers; those of the containers come on top. */
  layers: 200,
  containers: 40,
  /** Changed paths of one read-write layer, newest first. */
  changes: 60,
  /** Whiteouts and opaque directories of one image layer. */
  marks: 20,
  processes: 250,
  /** Steps in the life of one container, the oldest left out first. */
  lifeSteps: 60,
  /** Removed containers that are still remembered, the oldest left out first. */
  removed: 40,
  networks: 20,
  ports: 40,
  /** Of any one text. */
  chars: 1024,
} as const;

const text = z.string().max(OBSERVE_LIMITS.chars);
const more = z.number().int().nonnegative();
const bytes = z.number().nonnegative();
/** ISO, UTC, with milliseconds. */
const time = z.string().max(30);

/** Page → server, JSON text: the parts that are on the screen. `layers` brings `writes` with it. None: nothing is read. */
export const observeRequestSchema = z
  .object({ parts: z.array(z.enum(OBSERVE_PARTS)).max(OBSERVE_PARTS.length) })
  .strict();
export type ObserveRequest = z.infer<typeof observeRequestSchema>;

/* ---------------------------------------------------------------- layers */

/**
 * One of the names of a layer. overlay2 has five: `blob`, `diffId`, `chainId`, `cacheId`, `link`; the containerd store
 * has four: `blob`, `diffId`, `chainId` (there the snapshot's key), `snapshot` (the number of its directory).
 * A layer of a container has `mount` (its name in layerdb/mounts: the container's ID), `cacheId` and `link`, or
 * `snapshotKey` (the container's ID, or that with `-init`) and `snapshot`.
 */
export const layerNameSchema = z.object({
  kind: z.enum(['blob', 'diffId', 'chainId', 'cacheId', 'link', 'mount', 'snapshotKey', 'snapshot']),
  value: text,
  /** The file (or directory) of the machine that it was read from; null: worked out from other names. */
  file: text.nullable(),
  /**
   * Where it stands: in the file's content, as the file's own name, as the directory's name, or in a record of a database.
   * `computed`: no file says it.
   */
  at: z.enum(['content', 'file-name', 'dir-name', 'record', 'computed']),
});
export type LayerName = z.infer<typeof layerNameSchema>;

/** A whiteout (a character device 0,0: what lies below is gone) or an opaque directory (all below it is hidden). */
export const layerMarkSchema = z.object({
  kind: z.enum(['whiteout', 'opaque']),
  /** As seen in the container, with a leading slash. */
  path: text,
  /** What shows it: `c 0 0`, or the attribute's name, e.g. `user.overlay.opaque`. */
  sign: text,
});
export type LayerMark = z.infer<typeof layerMarkSchema>;

export const layerSchema = z.object({
  /** Unique in this picture and stable while the layer is there: its chainID, or `<container>/init`, `<container>/rw`. */
  id: text,
  kind: z.enum(['image', 'init', 'rw']),
  /** The layer that it lies on; null for the lowest. Always in this picture, unless some were left out. */
  parent: text.nullable(),
  /** In the order in which the lesson teaches them. A layer may have several blobs: one for each registry it came from. */
  names: z.array(layerNameSchema),
  /** What the store itself says; null for layers of containers (see `writes`). */
  sizeBytes: bytes.nullable(),
  /** Where its content lies; null: not found out. */
  directory: text.nullable(),
  /** The row of `docker history` that made it; null where there is none. */
  createdBy: text.nullable(),
  /** IDs of the images that contain it; more than one: shared. Empty for layers of containers. */
  images: z.array(text),
  /** The container whose layer it is; null for image layers. */
  container: text.nullable(),
  /** In image and init layers; what is in a read-write layer is in `writes`. */
  marks: z.array(layerMarkSchema),
  moreMarks: more,
});
export type Layer = z.infer<typeof layerSchema>;

export const pictureImageSchema = z.object({
  /** overlay2: the SHA-256 of its configuration. containerd store: of its manifest or index. */
  id: text,
  idOf: z.enum(['config', 'manifest', 'index', 'unknown']),
  /** `name:tag`; empty for one without a name. */
  tags: z.array(text),
  /** `name@sha256:…`. */
  digests: z.array(text),
  sizeBytes: bytes,
  createdAt: time.nullable(),
  /** The file whose hash the ID is. */
  file: text.nullable(),
  /** IDs of {@link Layer}, lowest first. May name one that was left out (see `moreLayers`). */
  layers: z.array(text),
});
export type PictureImage = z.infer<typeof pictureImageSchema>;

export const pictureContainerSchema = z.object({
  id: text,
  name: text,
  /** The image's name as it was given, and its ID; the image may be gone from the list. */
  image: text,
  imageId: text,
  state: text,
  /** IDs of {@link Layer}: its init layer if there is one, then its read-write layer. They lie on the image's top layer. */
  layers: z.array(text),
  /** Where the container sees all layers as one; only while it runs. */
  merged: text.nullable(),
});
export type PictureContainer = z.infer<typeof pictureContainerSchema>;

export const layersStateSchema = z.object({
  store: z.object({
    /** `overlay2`: Docker's own. `containerd`: the containerd image store. `other`: neither, so no layers are drawn. */
    kind: z.enum(['overlay2', 'containerd', 'other']),
    /** As `docker info` says it: overlay2, overlayfs, vfs … */
    driver: text,
    /** The directory of all: /var/lib/docker, /var/lib/containerd. */
    root: text,
  }),
  images: z.array(pictureImageSchema),
  moreImages: more,
  /** A parent always before its children. */
  layers: z.array(layerSchema),
  moreLayers: more,
  /** Layers on the disk that no image or container of this picture uses: a build's cache, the other store's. */
  otherLayers: more,
  containers: z.array(pictureContainerSchema),
  moreContainers: more,
});
export type LayersState = z.infer<typeof layersStateSchema>;

/** One path of a read-write layer. */
export const changeSchema = z.object({
  /** As seen in the container, with a leading slash. */
  path: text,
  /** As `docker diff`: added, changed (something of that path lies below), deleted (a whiteout). */
  change: z.enum(['A', 'C', 'D']),
  type: z.enum(['file', 'dir', 'link', 'fifo', 'socket', 'device', 'whiteout']),
  /** The directory is opaque, by this attribute; null for anything else. */
  opaque: text.nullable(),
  sizeBytes: bytes,
  /** When it was last changed (ctime). */
  at: time,
});
export type Change = z.infer<typeof changeSchema>;

/** What stands in the containers' read-write layers now; within a second of the write. */
export const writesStateSchema = z.object({
  layers: z.array(
    z.object({
      /** Of {@link Layer}. */
      layer: text,
      container: text,
      /** Newest first. */
      changes: z.array(changeSchema),
      more,
      /** False: so much is in it that not all was looked at. */
      complete: z.boolean(),
      /** All regular files of it that were looked at. */
      sizeBytes: bytes,
    }),
  ),
});
export type WritesState = z.infer<typeof writesStateSchema>;

/* ------------------------------------------------------------------ life */

export const LIFE_STATES = [
  'created',
  'running',
  'paused',
  'restarting',
  'exited',
  'dead',
  'removed',
] as const;
export type LifeState = (typeof LIFE_STATES)[number];

export const lifeStepSchema = z.object({
  at: time,
  /** The daemon's own word: create, start, kill, die, oom, stop, pause, unpause, restart, rename, destroy, exec_start … */
  action: text,
  /** Equal for what changes nothing by itself, e.g. `kill`: the process may take its time, or not care. */
  from: z.enum(LIFE_STATES).nullable(),
  to: z.enum(LIFE_STATES),
  /** Of `kill`: its number. */
  signal: z.number().int().nullable(),
  /** Of `die`. */
  exitCode: z.number().int().nullable(),
  /** What else is to be said: the new name of `rename`, the command of `exec_start`, the word of `health_status`. */
  detail: text.nullable(),
  /** True: nobody saw it happen; worked out from what the daemon knows of the container. */
  derived: z.boolean(),
});
export type LifeStep = z.infer<typeof lifeStepSchema>;

export const lifeSchema = z.object({
  id: text,
  name: text,
  image: text,
  state: z.enum(LIFE_STATES),
  /** Of the last end; null while it has not ended. */
  exitCode: z.number().int().nullable(),
  oomKilled: z.boolean(),
  /** `starting`, `healthy`, `unhealthy`; null without a health check. */
  health: text.nullable(),
  restarts: z.number().int().nonnegative(),
  /** `no`, `always`, `unless-stopped`, `on-failure`. */
  restartPolicy: text,
  /** Oldest first. */
  steps: z.array(lifeStepSchema),
  /** Older steps that are no longer kept. */
  moreSteps: more,
});
export type Life = z.infer<typeof lifeSchema>;

export const lifeStateSchema = z.object({
  /** Newest first; removed ones stay for the session. */
  containers: z.array(lifeSchema),
  moreContainers: more,
});
export type LifePartState = z.infer<typeof lifeStateSchema>;

/* ------------------------------------------------------------- processes */

export const OBSERVED_NAMESPACES = ['pid', 'net', 'mnt', 'uts', 'ipc', 'user', 'cgroup'] as const;
export type ObservedNamespace = (typeof OBSERVED_NAMESPACES)[number];

export const namespaceSchema = z.object({
  /** Null: the process ended meanwhile, or it can't be read. */
  inode: z.number().int().nonnegative().nullable(),
  /** Not that of the machine's PID 1. */
  own: z.boolean(),
});

export const processSchema = z.object({
  pid: z.number().int().positive(),
  /** 0 for PID 1 only. */
  ppid: z.number().int().nonnegative(),
  /** Its pid in its own pid namespace; equal to `pid` in the machine's. */
  innerPid: z.number().int().positive(),
  uid: z.number().int().nonnegative(),
  /** The kernel's name for it, at most 15 bytes. */
  name: text,
  command: text,
  /** `init`: first process of a container. `in-container`: another one in there. `machine`: none of these. */
  role: z.enum(['systemd', 'dockerd', 'containerd', 'shim', 'proxy', 'init', 'in-container', 'machine']),
  /** The container that it runs in, or that a shim or proxy works for. */
  container: text.nullable(),
  namespaces: z.record(z.enum(OBSERVED_NAMESPACES), namespaceSchema),
  /** Path below the cgroup mount, of the memory hierarchy on v1. */
  cgroup: text,
  /** Resident memory. */
  memoryBytes: bytes,
});
export type Process = z.infer<typeof processSchema>;

const usage = z.object({
  /** Null: can't be read. */
  used: z.number().nonnegative().nullable(),
  /** Null: none. */
  limit: z.number().nonnegative().nullable(),
  /** The file that says the limit; null: not found. */
  file: text.nullable(),
});

/** Limits and use of one container, or of the whole machine. */
export const cgroupSchema = z.object({
  /** Null: the machine itself. */
  container: text.nullable(),
  path: text,
  /** Bytes. */
  memory: usage,
  /** `used`: cores, averaged since the reading before (null at the first); `limit`: cores. */
  cpu: usage,
  pids: usage,
  /** How many times the kernel killed a process of it for want of memory; null: can't be read. */
  oomKills: z.number().int().nonnegative().nullable(),
});
export type Cgroup = z.infer<typeof cgroupSchema>;

export const processesStateSchema = z.object({
  cgroupVersion: z.union([z.literal(1), z.literal(2)]),
  /** A parent before its children. */
  processes: z.array(processSchema),
  moreProcesses: more,
  /** The machine first. Running containers only. */
  cgroups: z.array(cgroupSchema),
  /** Names of the containers that are named above. */
  containers: z.record(text, text),
});
export type ProcessesState = z.infer<typeof processesStateSchema>;

/* --------------------------------------------------------------- traffic */

export const networkSchema = z.object({
  id: text,
  name: text,
  driver: text,
  /** The machine's own device for it (docker0, br-…); null for none and host. */
  device: text.nullable(),
  subnets: z.array(z.object({ subnet: text, gateway: text.nullable() })),
  internal: z.boolean(),
  /** Running containers have an address; others only say that they will join. */
  members: z.array(
    z.object({
      container: text,
      address: text.nullable(),
      mac: text.nullable(),
      /** The names it answers to in this network's DNS. */
      aliases: z.array(text),
    }),
  ),
});
export type Network = z.infer<typeof networkSchema>;

export const publishedPortSchema = z.object({
  container: text,
  containerPort: z.number().int().min(0).max(65535),
  protocol: text,
  /** The machine's address that it listens on, e.g. 0.0.0.0, 127.0.0.1, `::`. */
  hostAddress: text,
  hostPort: z.number().int().min(0).max(65535),
  /** Can be opened in the lesson by {@link webUrl}: TCP, and the container runs. */
  web: z.boolean(),
});
export type PublishedPort = z.infer<typeof publishedPortSchema>;

export const trafficStateSchema = z.object({
  /** The machine's own addresses outwards. */
  machine: z.array(z.object({ device: text, address: text })),
  networks: z.array(networkSchema),
  moreNetworks: more,
  containers: z.array(z.object({ id: text, name: text, image: text, state: text })),
  moreContainers: more,
  ports: z.array(publishedPortSchema),
  morePorts: more,
});
export type TrafficState = z.infer<typeof trafficStateSchema>;

/* -------------------------------------------------------------- messages */

/** Server → page, JSON text, one message a frame. */
export const observeMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('layers'), state: layersStateSchema }),
  z.object({ type: z.literal('writes'), state: writesStateSchema }),
  z.object({ type: z.literal('life'), state: lifeStateSchema }),
  z.object({ type: z.literal('processes'), state: processesStateSchema }),
  z.object({ type: z.literal('traffic'), state: trafficStateSchema }),
  /** This part can't be read now (its Docker is down …); the last state may stand. It comes again when it can be. */
  z.object({
    type: z.literal('unavailable'),
    part: z.enum([...OBSERVE_PARTS, 'writes']),
    /** A short Chinese clause for the learner. */
    reason: text,
  }),
]);
export type ObserveMessage = z.infer<typeof observeMessageSchema>;
