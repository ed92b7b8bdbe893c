import { expect, it } from 'vitest';
import { actionsUrl, boardUrl, LIVE_URL } from '../shared/urls.ts';
import { openTestClassroom, type Browser } from './test-classroom.ts';

interface Numbered {
  readonly name: string;
  readonly number: number;
  readonly member: string;
}

const onBoard = async (teacher: Browser, id: string): Promise<Numbered[]> => {
  const opened = await teacher.socket(boardUrl(id));
  if (typeof opened === 'number') throw new Error(`refused: ${opened}`);
  opened.socket.close();
  return (opened.messages[0] as unknown as { members: Numbered[] }).members;
};

it('nobody gets the number of somebody else, not even of who was removed', async () => {
  await using room = await openTestClassroom();
  const { id, code, teacher } = await room.newClass('一班');
  const joined: Browser[] = [];
  for (const name of ['王芳', '李雷', '韩梅梅']) {
    joined.push(await room.joinAs(code, name));
    room.later(1_000);
  }
  const numbers = async (): Promise<string[]> =>
    (await onBoard(teacher, id)).map(({ name, number }) => `${number} ${name}`).sort();
  expect(await numbers()).toEqual(['1 王芳', '2 李雷', '3 韩梅梅']);
  const first = (await onBoard(teacher, id)).find(({ name }) => name === '王芳')!;
  await teacher.post(actionsUrl(id), { type: 'remove', member: first.member });
  await room.joinAs(code, '王芳');
  expect(await numbers()).toEqual(['2 李雷', '3 韩梅梅', '4 王芳']);

  const live = await joined[1]!.socket(LIVE_URL);
  if (typeof live === 'number') throw new Error(`refused: ${live}`);
  const ownNumber = (): unknown =>
    live.messages.flatMap((message) =>
      message['type'] === 'class' ? [(message['class'] as { number: number }).number] : [],
    )[0];
  await expect.poll(ownNumber).toBe(2);
  live.socket.close();
});
