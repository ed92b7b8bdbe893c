import { isMac } from './platform.ts';

/** The keys as they are written on this learner's keyboard. */
export const KEYS = () =>
  isMac()
    ? {
        copy: '⌘C',
        paste: '⌘V',
        find: '⌘F',
        neighbours: '⌥⌘← →',
        command: '⌘↑ ↓',
        size: '⌘+ −',
      }
    : {
        copy: 'Ctrl+Shift+C',
        paste: 'Ctrl+Shift+V',
        find: 'Ctrl+Shift+F',
        neighbours: 'Alt+← →',
        command: 'Ctrl+↑ ↓',
        size: 'Ctrl + −',
      };

export function helpKeys(): readonly { readonly keys: string; readonly what: string }[] {
  const keys = KEYS();
  return [
    { keys: 'F6', what: '在课文和终端之间来回' },
    {
      keys: keys.copy,
      what: isMac() ? '复制选中的文字' : '复制选中的文字；有选中的文字时，Ctrl+C 也是复制，再按一次才是中断',
    },
    { keys: keys.paste, what: '粘贴；多于一行会先问' },
    { keys: keys.find, what: '查找' },
    { keys: keys.command, what: '跳到上一条、下一条命令' },
    { keys: keys.neighbours, what: '换到左边、右边的终端' },
    { keys: 'Ctrl+Shift+`', what: '新终端' },
    { keys: 'Ctrl+Shift+5', what: '左右并排' },
    { keys: isMac() ? keys.size : 'Ctrl+＋ / Ctrl+－', what: '字大一点、小一点；再按 0 还原' },
    { keys: 'F2 / Delete', what: '焦点在标签上时：改名、关闭' },
    { keys: 'Shift+右键', what: '浏览器自己的菜单' },
  ];
}
