/**
 * Loader before MDX's own: a page is made anew when its script or its recording changes. Without it the bundler, which
 * keeps compiled pages between builds, would show what was recorded before, and leave out the checks.
 */
export default function transcriptDependencies(source) {
  const base = this.resourcePath.replace(/\.mdx?$/, '');
  for (const extension of ['.console.yaml', '.console.json']) this.addDependency(base + extension);
  return source;
}
