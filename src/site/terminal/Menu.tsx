import { useEffect, useLayoutEffect, useRef, type JSX, type KeyboardEvent } from 'react';
import styles from './menu.module.css';

export interface MenuItem {
  readonly label: string;
  /** The keys that do the same. */
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly onPick: () => void;
}

export interface MenuRequest {
  readonly title: string;
  /** In viewport coordinates; the menu moves away from the edges by itself. */
  readonly x: number;
  readonly y: number;
  readonly groups: readonly (readonly MenuItem[])[];
}

const MARGIN_PX = 6;

/** Arrows, Home, End, a letter, Enter, Escape; a press elsewhere closes it. The focus goes back to where it was. */
export function Menu({ request, onClose }: { request: MenuRequest; onClose: () => void }): JSX.Element {
  const menu = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const x = Math.max(MARGIN_PX, Math.min(request.x, window.innerWidth - width - MARGIN_PX));
    const y = Math.max(MARGIN_PX, Math.min(request.y, window.innerHeight - height - MARGIN_PX));
    element.style.transform = `translate(${x}px, ${y}px)`;
  }, [request]);

  useEffect(() => {
    const before = document.activeElement;
    items(menu.current)[0]?.focus();
    const away = (event: Event): void => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) onClose();
    };
    window.addEventListener('pointerdown', away, true);
    window.addEventListener('blur', onClose);
    window.addEventListener('resize', onClose);
    return () => {
      window.removeEventListener('pointerdown', away, true);
      window.removeEventListener('blur', onClose);
      window.removeEventListener('resize', onClose);
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && before instanceof HTMLElement) before.focus();
    };
  }, [request, onClose]);

  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const all = items(menu.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const go = (index: number): void => {
      event.preventDefault();
      all[(index + all.length) % all.length]?.focus();
    };
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      onClose();
    }
  };

  return (
    <div
      ref={menu}
      className={styles.menu}
      role="menu"
      aria-label={request.title}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {request.groups.map((group, index) => (
        <div key={index} role="group" className={styles.group}>
          {group.map(({ label, keys, disabled, onPick }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={styles.item}
              aria-disabled={disabled}
              onClick={() => {
                if (disabled) return;
                onClose();
                onPick();
              }}
            >
              <span>{label}</span>
              {keys && <kbd aria-hidden="true">{keys}</kbd>}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

const items = (menu: HTMLElement | null): HTMLElement[] => [
  ...(menu?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? []),
];
