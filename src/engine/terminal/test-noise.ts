/** Repeatable, so that a failure can be looked at: xorshift. */
export function random(seed: number): (below: number) => number {
  let x = seed * 2654435761 + 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return Math.abs(x) % below;
  };
}

/** Text, colours, cursor moves, margins, screens: what programs print, in any order. */
export function noise(next: (below: number) => number, length: number): string {
  const pieces: (() => string)[] = [
    () => 'hello 码头 '.slice(0, 1 + next(8)),
    () => '\r\n',
    () => '容器🚢 镜像',
    () => 'x'.repeat(next(100)),
    () => `\x1b[${[0, 1, 2, 3, 4, 7, 9, 31, 42, 97, 104][next(11)]}m`,
    () => `\x1b[38;5;${next(256)}m\x1b[48;2;${next(256)};${next(256)};9m`,
    () => `\x1b[${1 + next(24)};${1 + next(80)}H`,
    () => `\x1b[${next(5)}${'ABCD'[next(4)]}`,
    () => `\x1b[${next(3)}${'JK'[next(2)]}`,
    () => `\x1b[${1 + next(4)}${'LMPX@ST'[next(7)]}`,
    () => '\t',
    () => '\x1b[m',
    () => `\x1b[?${[25, 1, 2004, 1000, 1002, 1006, 7][next(7)]}${'hl'[next(2)]}`,
    () => ['\x1b[3;10r', '\x1b[r', '\x1b[?1049h', '\x1b[?1049l', '\x1bM', '\x1b]2;标题\x07'][next(6)]!,
  ];
  let out = '';
  while (out.length < length) out += pieces[next(pieces.length)]!();
  return out;
}
