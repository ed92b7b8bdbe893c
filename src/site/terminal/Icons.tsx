import type { JSX } from 'react';

/** 16 px, drawn with the text's colour. The button that holds one has the name. */
const icon = (path: string) =>
  function Icon(): JSX.Element {
    return (
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path
          d={path}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.4"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    );
  };

export const PlusIcon = icon('M8 3v10M3 8h10');
export const CloseIcon = icon('m4.5 4.5 7 7m0-7-7 7');
export const SplitIcon = icon('M2.5 3h11v10h-11zM8 3v10');
export const FindIcon = icon('M11 7A4 4 0 1 1 3 7a4 4 0 0 1 8 0Zm-1.2 2.8L13.5 13.5');
export const GrowIcon = icon('M9.5 3h3.5v3.5M6.5 13H3V9.5M13 3 9 7M3 13l4-4');
export const ShrinkIcon = icon('M13 6.5H9.5V3M3 9.5h3.5V13M9.5 6.5 13.5 2.5M6.5 9.5l-4 4');
export const MoreIcon = icon('M3.2 8h.1M8 8h.1M12.8 8h.1');
export const ListIcon = icon('M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1');
export const PictureIcon = icon('M2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4zM6 2.5h4v4H6zM8 6.5V8M4.5 9.5V8h7v1.5');
export const PrintIcon = icon('M4.5 6V2.5h7V6M4.5 11h-2V6h11v5h-2M4.5 9.5h7v4h-7z');
export const PanelIcon = icon('M2.5 3h11v10h-11zM2.5 9.5h11');
