import { labSchema } from '../../shared/lab.ts';
import type { LabDefinition } from '../../shared/lab.ts';
import { readYaml } from '../yaml-file.ts';
import type { ReadDefinition } from '../yaml-file.ts';

/** Reads the text of a lab.yaml: every problem at once, each with its place. */
export const readDefinition = (file: string, text: string): ReadDefinition<LabDefinition> =>
  readYaml(file, text, labSchema);
