import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { completePath, readConfig } from '../server/config.ts';
import { UserError } from '../shared/errors.ts';
import { registerBench } from './bench.ts';
import { registerBundle } from './bundle.ts';
import { explain, speakChinese } from './chinese.ts';
import { registerDoctor } from './doctor.ts';
import { registerHomeCommands } from './home.ts';
import { registerLabCommands } from './lab.ts';
import { registerStart } from './start.ts';
import { registerTranscriptCommands } from './transcript.ts';
import { registerTest } from './test.ts';
import { openWorkshop } from './workshop.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

completePath();
// `npm start | head`, or a Ctrl-C that ends `| tee` first: nobody reads on, and that must not cost the clean-up.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const program = new Command('npm run')
  .description('码头：容器技术的中文交互课程')
  .helpCommand('help [命令]', '显示某个命令的帮助');
registerStart(program, root);
registerDoctor(program, root);
registerHomeCommands(program, root);
registerBundle(program, root);
registerTest(program, root);
registerBench(program, root);
registerLabCommands(program, {
  root,
  labsDir: join(root, 'labs'),
  home: () => readConfig().home,
  openWorkshop: (options) => openWorkshop(readConfig(), root, options),
  print: (line) => console.log(line),
});
registerTranscriptCommands(program, {
  root,
  home: () => readConfig().home,
  openWorkshop: () => openWorkshop(readConfig(), root),
  print: (line) => console.log(line),
});
speakChinese(program);

try {
  await program.parseAsync();
} catch (thrown) {
  const error = thrown instanceof CommanderError ? explain(thrown) : thrown;
  if (error === undefined) process.exit();
  if (error instanceof UserError) console.error(`\n✘ ${error.what}\n  下一步：${error.next}\n`);
  else console.error('\n✘ 程序出错（这是码头的缺陷，请附上下面的内容报告）：\n', error);
  process.exitCode = 1;
}
process.exit();
