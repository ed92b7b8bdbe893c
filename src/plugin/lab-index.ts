import { relative } from 'node:path';
import { embeddings, loadLabs } from '../engine/labs.ts';
import { UserError } from '../shared/errors.ts';
import { toPublicLab, type PublicLab } from '../shared/lab.ts';

/** The labs as pages may know them. Read once for the config, and again by the dev server when a lab.yaml changes. */
export class LabIndex {
  #labs: ReadonlyMap<string, PublicLab> = new Map();

  constructor(readonly directory: string) {}

  async load(): Promise<this> {
    const labs = await loadLabs(this.directory);
    this.#labs = new Map(labs.map(({ id, definition }) => [id, toPublicLab(id, definition)]));
    return this;
  }

  toJSON(): Record<string, PublicLab> {
    return Object.fromEntries(this.#labs);
  }

  /** In which lesson each lab is: the path of its page. */
  async lessons(docs: string): Promise<Record<string, string>> {
    const found = await embeddings(docs);
    return Object.fromEntries(found.map(({ lab, lesson }) => [lab, `/docs/${lesson}`]));
  }

  lab(id: string, where: Place): PublicLab {
    const lab = this.#labs.get(id);
    if (lab) return lab;
    throw new UserError(
      `${at(where)}：没有叫“${id}”的实验。`,
      `现有的实验：${[...this.#labs.keys()].join('、') || '（一个也没有）'}`,
    );
  }

  step(lab: PublicLab, id: string, where: Place): void {
    if (lab.steps.some((step) => step.id === id)) return;
    throw new UserError(
      `${at(where)}：实验“${lab.id}”里没有叫“${id}”的步骤。`,
      `它的步骤：${lab.steps.map((step) => step.id).join('、')}`,
    );
  }
}

export interface Place {
  readonly file: string;
  readonly line: number;
}

export const at = ({ file, line }: Place): string => `${relative(process.cwd(), file)}:${line}`;
