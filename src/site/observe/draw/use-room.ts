import { useLayoutEffect, useState } from 'react';

/** The element that a picture is drawn in, to be given as its `ref`, and the room that it has; 0 until measured. */
export function useRoom(): [HTMLElement | null, (element: HTMLElement | null) => void, number] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [element, setElement, width];
}
