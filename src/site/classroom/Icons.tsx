import type { JSX } from 'react';

/** A raised hand, in the text's colour and size. The text beside it has the name. */
export function HandIcon(): JSX.Element {
  return (
    <svg viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true">
      <path
        d="M4.6 8.6V4.2a1 1 0 0 1 2 0V7m0-3.4V2.4a1 1 0 0 1 2 0V7m0-3.2a1 1 0 0 1 2 0V7.4m0-1.8a1 1 0 0 1 2 0v4.2c0 2.8-1.7 4.7-4.2 4.7-2 0-3-.8-4-2.6L2.9 9.7c-.6-1.1.7-1.9 1.4-1L5.5 10"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
