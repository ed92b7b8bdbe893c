/** Prints the picture alone: the style sheet of the panel hides the page while the mark is there. */
export function printPanel(): void {
  const { documentElement: root } = document;
  root.toggleAttribute('data-print-observe', true);
  window.addEventListener('afterprint', () => root.removeAttribute('data-print-observe'), { once: true });
  window.print();
}
