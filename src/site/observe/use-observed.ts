import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ObservePart } from '../../shared/observe.ts';
import { useStore } from '../live/store.ts';
import { NOTHING, ObserveConnection, type Observed } from './observe-connection.ts';

/** What is read of the machine, for as long as the component is mounted, `seen`, and the window not hidden. */
export function useObserved(lab: string, part: ObservePart, seen: boolean): Observed {
  const [connection] = useState(() => new ObserveConnection(lab));
  const looking = useWindowVisible() && seen;
  useEffect(() => {
    if (looking) connection.look(part);
    else connection.away();
  }, [connection, looking, part]);
  useEffect(() => () => connection.away(), [connection]);
  return useStore(connection.state, NOTHING);
}

function useWindowVisible(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener('visibilitychange', listener);
      return () => document.removeEventListener('visibilitychange', listener);
    },
    () => document.visibilityState === 'visible',
    () => true,
  );
}
