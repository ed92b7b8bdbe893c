import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { courseImages } from '../images.ts';
import type { Lab } from '../labs.ts';
import { contentKey } from '../pass-cache.ts';
import type { PassCache } from '../pass-cache.ts';

export interface LabPasses {
  has(lab: Lab): boolean;
  add(lab: Lab): void;
}

/** What decides how a machine behaves and what is seen of it, besides images. */
const CODE = ['src/engine', 'src/shared', 'package-lock.json'];
/** The machine's own images; every lab depends on them. */
const MACHINE_IMAGE = /^machine(?:-|$)/;

/** Which labs have passed since anything changed that they depend on: their folder, the engine's code, their images. */
export async function labPasses(root: string, cache: PassCache): Promise<LabPasses> {
  const images = await courseImages(path.join(root, 'images'));
  const code = contentKey(root, CODE);
  const name = (lab: Lab): string => `lab ${lab.id}`;
  const key = (lab: Lab): string => {
    const text = textOf(lab.dir);
    // By name anywhere in the lab: `docker run` pulls what lab.yaml doesn't list.
    const used = images.filter(({ name }) => MACHINE_IMAGE.test(name) || text.includes(name));
    return [code, contentKey(lab.dir, ['.']), ...used.map((image) => image.key)].join(' ');
  };
  return {
    has: (lab) => cache.has(name(lab), key(lab)),
    add: (lab) => cache.add(name(lab), key(lab)),
  };
}

function textOf(dir: string): string {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8')).join('\n');
}
