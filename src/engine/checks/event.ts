import type { z } from 'zod';
import type { eventCheckSchema } from '../../shared/conditions.ts';
import type { DaemonEvent } from '../machine.ts';
import { sameImage } from './image-names.ts';
import { met, unmet } from './types.ts';
import type { Kind } from './types.ts';

type EventWant = z.infer<typeof eventCheckSchema>;
type Moment = EventWant['sequence'][number];

const SHOWN = 4;

/** Things happened to one object, in this order; other things may have happened to it in between. */
export const event: Kind<EventWant> = (want, { happenings, beganMs }) => {
  const since = want.since === 'step' ? beganMs : 0;
  const all = honest(happenings.eventsSince(0));
  const recent = all.filter(({ timeMs }) => timeMs >= since);
  const found = times(want, recent);
  const needed = want.count ?? 1;
  if (found >= needed) return Promise.resolve(met(`这件事发生过 ${found} 次`));
  if (found > 0) return Promise.resolve(unmet(`只发生过 ${found} 次`));
  if (since > 0 && times(want, all) >= needed) {
    return Promise.resolve(unmet('这件事在这一步开始之前发生过；请在这一步里再做一次'));
  }
  return Promise.resolve(unmet(whatHappened(want, recent)));
};

/** How often the whole sequence happened, each time to one object. */
function times(want: EventWant, events: readonly DaemonEvent[]): number {
  const reached = new Map<string, number>();
  let whole = 0;
  for (const each of events) {
    if (!concerns(want, each)) continue;
    const at = reached.get(each.id) ?? 0;
    if (!happens(want.sequence[at]!, each)) continue;
    const done = at + 1 === want.sequence.length;
    if (done) whole++;
    reached.set(each.id, done ? 0 : at + 1);
  }
  return whole;
}

/** What the daemon itself says; every other attribute is a label of the container or its image. */
const DAEMONS = ['signal', 'exitCode', 'execID', 'execDuration', 'oldName', 'container', 'comment'];

/**
 * Without what learners wrote themselves: the daemon lays a container's labels over an event's attributes, so that
 * `--label exitCode=143` makes every `die` say so. A `create` has none of these attributes but such labels.
 */
function honest(events: readonly DaemonEvent[]): readonly DaemonEvent[] {
  const forged = new Map<string, ReadonlySet<string>>();
  for (const { id, action, attributes } of events) {
    if (action !== 'create' && action !== 'start') continue;
    const keys = DAEMONS.filter((key) => attributes[key] !== undefined);
    if (keys.length > 0) forged.set(id, new Set(keys));
  }
  if (forged.size === 0) return events;
  return events.map((each) => {
    const keys = forged.get(each.id);
    if (!keys || each.type !== 'container') return each;
    const attributes = Object.entries(each.attributes).filter(([key]) => !keys.has(key));
    return { ...each, attributes: Object.fromEntries(attributes) };
  });
}

function concerns(want: EventWant, { type, id, attributes }: DaemonEvent): boolean {
  if (type !== want.type) return false;
  if (type === 'image') return [want.name, want.image].every((name) => name === undefined || isImage(name));
  if (type === 'volume') return want.name === undefined || id === want.name; // its id is its name
  // A rename's event carries the new name; both mean the same container.
  if (
    want.name !== undefined &&
    attributes['name'] !== want.name &&
    attributes['oldName']?.replace(/^\//, '') !== want.name
  )
    return false;
  const { image = '' } = attributes;
  return want.image === undefined || (image !== '' && sameImage(want.image, image, { anyTag: true }));

  /** A pull has the whole name as its id, and in its attributes the name without the tag; the others have an id. */
  function isImage(name: string): boolean {
    const its = id.startsWith('sha256:') ? (attributes['name'] ?? '') : id;
    return its !== '' && sameImage(name, its, { anyTag: true });
  }
}

function happens(moment: Moment, { action, attributes }: DaemonEvent): boolean {
  if (actionName(action) !== moment.action && action !== moment.action) return false;
  return Object.entries(moment.attributes ?? {}).every(([key, value]) => attributes[key] === value);
}

/** `exec_create: bash -l` is the action exec_create. */
const actionName = (action: string): string => action.split(':')[0]?.trim() ?? action;

function whatHappened(want: EventWant, events: readonly DaemonEvent[]): string {
  const mine = events.filter((each) => concerns(want, each));
  if (mine.length === 0) {
    const who = want.name ?? want.image;
    return who === undefined ? '还没有发生过这样的事' : `${who} 这一步里还没有发生过什么`;
  }
  const keys = new Set(want.sequence.flatMap(({ attributes }) => Object.keys(attributes ?? {})));
  const shown = mine.slice(-SHOWN).map(({ action, attributes }) => {
    const details = [...keys].flatMap((key) =>
      attributes[key] === undefined ? [] : [`${key}=${attributes[key]}`],
    );
    return details.length === 0 ? actionName(action) : `${actionName(action)}（${details.join('，')}）`;
  });
  return `这一步里依次发生了 ${mine.length > SHOWN ? '… → ' : ''}${shown.join(' → ')}`;
}
