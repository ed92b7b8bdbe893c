/** At build time there is no navigator: nothing that is drawn there depends on these. */
const agent = (): string => (typeof navigator === 'undefined' ? '' : navigator.userAgent);

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(agent());
export const isWindows = (): boolean => agent().includes('Windows');
export const isTouch = (): boolean => window.matchMedia('(pointer: coarse)').matches;

/** As it is written on the keyboard. */
export const commandKey = (): string => (isMac() ? '⌘' : 'Ctrl');
