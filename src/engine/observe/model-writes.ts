import { OBSERVE_LIMITS as LIMITS, type WritesState } from '../../shared/observe.ts';
import type { RawWrites } from './raw.ts';
import { clip } from './text.ts';

/** What stands in the read-write layers; of each the last that was heard. */
export function writesModel(raw: RawWrites): WritesState {
  return {
    layers: raw.slice(0, LIMITS.containers).map(({ id, changes, more, complete, size }) => ({
      layer: clip(id),
      container: clip(id.replace(/\/rw$/, '')),
      changes: changes.slice(0, LIMITS.changes).map((change) => ({
        path: clip(change.path),
        change: change.change,
        type: change.type,
        opaque: change.opaque === null ? null : clip(change.opaque),
        sizeBytes: change.size,
        at: new Date(Math.min(Math.max(0, change.ctime * 1000), 8.64e15)).toISOString(),
      })),
      more: Math.max(0, more) + Math.max(0, changes.length - LIMITS.changes),
      complete: complete === 1,
      sizeBytes: Math.max(0, size),
    })),
  };
}
