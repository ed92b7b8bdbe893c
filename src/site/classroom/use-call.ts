import { useState } from 'react';
import { failureText } from '../live/api-client.ts';

export interface Call {
  readonly busy: boolean;
  /** Ready to be shown. */
  readonly failure: string | null;
  /** True if it came off. One at a time: a second press while the first is under way does nothing. */
  run(work: () => Promise<void>): Promise<boolean>;
  clear(): void;
}

/** A call to the server, with what has to be shown of it. */
export function useCall(): Call {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  return {
    busy,
    failure,
    async run(work) {
      if (busy) return false;
      setBusy(true);
      setFailure(null);
      try {
        await work();
        return true;
      } catch (error) {
        setFailure(failureText(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
    clear: () => setFailure(null),
  };
}
