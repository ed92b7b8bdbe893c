import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A lab in a lesson, as far as its text tells: the build looks at the parsed page and refuses what isn't there. */
export interface Embedding {
  /** Path below docs/ without its ending, e.g. `ch4-images/first-container`. */
  readonly lesson: string;
  readonly lab: string;
  readonly steps: readonly string[];
}

const CODE = /^(`{3,}|~{3,})[\s\S]*?^\1|`[^`\n]*`|\{\/\*[\s\S]*?\*\/\}/gm;
const LAB = /<Lab\b[^>]*?\bid="([^"]+)"/;
const STEP = /<Step\b[^>]*?\bid="([^"]+)"/g;

/** Every lesson below `docs` that embeds a lab. */
export async function embeddings(docs: string): Promise<Embedding[]> {
  const entries = await readdir(docs, { recursive: true, withFileTypes: true });
  const found: Embedding[] = [];
  for (const entry of entries.filter(({ name }) => /\.mdx?$/.test(name))) {
    const file = path.join(entry.parentPath, entry.name);
    const text = (await readFile(file, 'utf8')).replaceAll(CODE, '');
    const lab = LAB.exec(text)?.[1];
    if (lab === undefined) continue;
    const steps = [...text.matchAll(STEP)].map((match) => match[1]!);
    found.push({ lesson: path.relative(docs, file).replace(/\.mdx?$/, ''), lab, steps });
  }
  return found.sort((a, b) => (a.lesson < b.lesson ? -1 : 1));
}
