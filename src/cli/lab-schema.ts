import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { checksPage, labJsonSchema } from '../engine/lab-schema.ts';
import type { LabCommandDeps } from './lab-deps.ts';

/** `lab schema`: writes what is made from the lab format; only who changes the format needs it. */
export function registerLabSchema(lab: Command, { root, print }: LabCommandDeps): void {
  lab
    .command('schema')
    .description('改了实验的格式以后：重新生成编辑器用的 JSON Schema 和“检查的种类”一页')
    .action(async () => {
      for (const [file, text] of [
        ['labs/lab.schema.json', labJsonSchema()],
        ['docs/authors/checks.mdx', checksPage()],
      ] as const) {
        await writeFile(join(root, file), text);
        print(`✔ ${file}`);
      }
    });
}
