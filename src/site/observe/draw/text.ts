/** Widths of the fonts that the pictures use, as parts of the font's size. Rather too wide: text must not stick out. */
const WIDE = 1.02;
const NARROW = 0.62;

const isWide = (char: string): boolean => /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]/u.test(char);

export const widthOf = (text: string, fontPx: number): number => {
  let width = 0;
  for (const char of text) width += isWide(char) ? WIDE : NARROW;
  return width * fontPx;
};

/** As much of a text as there is room for: SVG has no `text-overflow`. */
export function fit(text: string, px: number, fontPx: number): string {
  if (widthOf(text, fontPx) <= px) return text;
  let width = WIDE * fontPx;
  let out = '';
  for (const char of text) {
    width += (isWide(char) ? WIDE : NARROW) * fontPx;
    if (width > px) break;
    out += char;
  }
  return out === '' ? '' : `${out}…`;
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** As Docker writes it: decimal, three digits. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${UNITS[unit]}`;
}

/** As limits are given: `-m 64m` are 64 MiB. */
export function memoryText(bytes: number): string {
  const mib = bytes / 2 ** 20;
  if (mib < 1) return `${Math.round(bytes / 1024)} KiB`;
  return mib < 1024 ? `${Number(mib.toPrecision(3))} MiB` : `${Number((mib / 1024).toPrecision(3))} GiB`;
}

export const clock = (iso: string | number): string =>
  new Date(iso).toLocaleTimeString('zh-CN', { hour12: false });

/** The short form that `docker ps` shows. */
export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);
