/** Runs a number of works at a time; of those that wait, the lowest rank first, and among equals the earliest. */
export type Lanes = <T>(rank: number, work: () => Promise<T>) => Promise<T>;

/** p-limit knows no ranks: with it, every lab would have begun before the first one is done. */
export function openLanes(width: number): Lanes {
  const waiting: { readonly rank: number; start(): void }[] = [];
  let running = 0;

  const next = (): void => {
    while (running < width && waiting.length > 0) {
      const lowest = Math.min(...waiting.map(({ rank }) => rank));
      const [work] = waiting.splice(
        waiting.findIndex(({ rank }) => rank === lowest),
        1,
      );
      running += 1;
      work!.start();
    }
  };

  return (rank, work) =>
    new Promise((resolve, reject) => {
      const over = (): void => {
        running -= 1;
        next();
      };
      const start = (): void => void work().then(resolve, reject).finally(over);
      waiting.push({ rank, start });
      next();
    });
}
