import { MAX_TERMINALS } from '../../shared/wire.ts';
import type { ConnectionState } from './terminal-connection.ts';

export const LIMIT_REACHED = `一台实验机最多开 ${MAX_TERMINALS} 个终端：先关掉一个。`;

export function noticeOf(state: ConnectionState): string | null {
  switch (state.kind) {
    case 'connecting':
      return '正在连接终端…';
    case 'waiting':
      return '连接断了，正在重连。实验机里的程序还在运行。';
    case 'exited':
      return `shell 已退出（退出码 ${state.code}）。按回车打开一个新的。`;
    case 'refused':
      return LIMIT_REACHED;
    case 'open':
    case 'closed':
      return null;
  }
}
