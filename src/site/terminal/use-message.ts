import { useCallback, useEffect, useState } from 'react';

const SHOWN_MS = 6_000;

/** Something said to the learner, for a while. */
export function useMessage(): readonly [string | null, (text: string) => void] {
  const [message, setMessage] = useState<{ readonly text: string } | null>(null);
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(() => setMessage(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message]);
  const say = useCallback((text: string) => setMessage({ text }), []);
  return [message?.text ?? null, say];
}
