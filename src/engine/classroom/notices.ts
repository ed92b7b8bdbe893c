import type { ClassSettings } from '../../shared/classroom.ts';

/** What a learner is told before joining: everything that is kept of them here. */
export const noticesOf = ({ record }: Pick<ClassSettings, 'record'>): string[] => [
  '老师看得到：你终端里的画面、你在哪一步、每一步的判定、什么时候在线。看你的终端时，页面上会写着。',
  '会记录：你在实验机里运行的命令和退出码、看过的提示和答案。写进学习报告，你自己也能下载。',
  ...(record ? ['会录像：你终端里的画面。'] : []),
];
