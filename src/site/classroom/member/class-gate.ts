import type { LearnerClass } from '../../../shared/classroom.ts';
import type { LiveState } from '../../live/live-state.ts';

/** Why there is no 启动实验 here. The server refuses all the same; this says so before anybody presses. */
export interface Closed {
  readonly title: string;
  readonly text: string;
  /** The way in is to join. */
  readonly join: boolean;
}

export function closedFor({ session, classroom }: LiveState, lab: string, nowMs: number): Closed | null {
  if (session?.classroom === 'outside')
    return {
      title: '先加入班级',
      text: '这里在上课：加入班级以后才有实验机。课文不用加入也能读。',
      join: true,
    };
  return classroom ? closedInClass(classroom, lab, nowMs) : null;
}

function closedInClass(classroom: LearnerClass, lab: string, nowMs: number): Closed | null {
  if (classroom.state === 'closed')
    return { title: '这个班结束了', text: '实验机都收走了。你做完的步骤都在，课文可以继续读。', join: false };
  if (classroom.closesAt !== null && Date.parse(classroom.closesAt) <= nowMs)
    return { title: '时间到了', text: '不能再启动实验了。需要延长，就请老师加时间。', join: false };
  if (classroom.paused)
    return { title: '先停一下', text: '老师请大家先停手听讲。继续以后，这里就可以启动了。', join: false };
  if (classroom.openLabs !== null && !classroom.openLabs.includes(lab))
    return { title: '还没有开放', text: '老师还没有开放这个实验。可以先读课文。', join: false };
  return null;
}
