import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { completePath, readConfig } from '../server/config.ts';
import { UserError } from '../shared/errors.ts';
import { registerBench } from './bench.ts';
import { registerDoctor } from './doctor.ts';
import { registerLabCommands } from './lab.ts';
import { registerStart } from './start.ts';
import { registerTest } from './test.ts';
import { openWorkshop } from './workshop.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

completePath();
const program = new Command('npm run matou --')
  .description('码头：容器技术的中文交互课程')
  .helpOption('-h, --help', '显示帮助')
  .helpCommand('help [命令]', '显示某个命令的帮助');
registerStart(program, root);
registerDoctor(program);
registerTest(program, root);
registerBench(program, root);
registerLabCommands(program, {
  labsDir: join(root, 'labs'),
  openWorkshop: () => openWorkshop(readConfig(), root),
  print: (line) => console.log(line),
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof UserError) console.error(`\n✘ ${error.what}\n  下一步：${error.next}\n`);
  else console.error('\n✘ 程序出错（这是码头的缺陷，请附上下面的内容报告）：\n', error);
  process.exitCode = 1;
}
process.exit();
