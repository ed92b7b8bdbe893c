/**
 * Reads the one file of facts that perish. Knows nothing about which lesson uses them.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { factsSchema, type Fact } from '../shared/facts.ts';
import { problemsError } from './problems.ts';
import { readYaml } from './yaml-file.ts';

/** The facts of `docs/perishables.yaml`. Rejects with UserError that lists every problem. */
export async function loadFacts(docs: string): Promise<Fact[]> {
  const file = path.join(docs, 'perishables.yaml');
  const { definition, problems } = readYaml(file, await readFile(file, 'utf8'), factsSchema);
  if (!definition) throw problemsError(problems, '课程的数据文件里', '改好以后重新构建：npm run build。');
  return definition;
}
