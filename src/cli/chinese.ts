import { CommanderError, type Command } from 'commander';
import { UserError } from '../shared/errors.ts';

const TITLES: Record<string, string> = {
  'Usage:': '用法：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'Arguments:': '参数：',
};

/** commander's own words in Chinese: headings of the help, and what it says of a command line that it can't read. */
export function speakChinese(program: Command): void {
  for (const command of [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)]) {
    command
      .helpOption('-h, --help', '显示帮助')
      .configureHelp({ styleTitle: (title) => TITLES[title] ?? title })
      .configureOutput({ writeErr: () => {} })
      .exitOverride();
  }
}

/** A UserError for a command line that could not be read; undefined for help, which was printed. */
export function explain(error: CommanderError): UserError | undefined {
  const quoted = /'([^']+)'/.exec(error.message)?.[1] ?? '';
  const next = '用 npm start -- --help 看启动的选项；其他命令见 README.md。';
  switch (error.code) {
    case 'commander.helpDisplayed':
    case 'commander.help':
    case 'commander.version':
      return undefined;
    case 'commander.unknownOption':
      return new UserError(`不认识的选项 ${quoted}。`, next);
    case 'commander.unknownCommand':
      return new UserError(`不认识的命令 ${quoted}。`, next);
    case 'commander.optionMissingArgument':
      return new UserError(`选项 ${quoted} 后面要写一个值。`, next);
    case 'commander.missingArgument':
      return new UserError(`缺少参数 ${quoted}。`, next);
    case 'commander.excessArguments':
      return new UserError('多写了参数。', next);
    default:
      return new UserError(`读不懂这条命令：${error.message}`, next);
  }
}
