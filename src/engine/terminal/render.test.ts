import { expect, test } from 'vitest';
import { renderOutput } from './render.ts';

const render = (text: string): Promise<string[]> => renderOutput(Buffer.from(text), 20, 5);

test.each<[what: string, text: string, lines: string[]]>([
  ['plain lines', 'a\r\nb\r\n', ['a', 'b']],
  ['nothing', '', []],
  ['a last line without its end', 'a\r\nb', ['a', 'b']],
  ['empty lines, also the last', '\r\na\r\n\r\n', ['', 'a', '']],
  ['a bar that was overwritten', '10%\r50%\r100%\r\n', ['100%']],
  [
    'bars above the cursor, as docker pull draws them',
    'x: Wait\r\ny: Wait\r\n\x1b[2A\x1b[2K\rx: Done\x1b[2B\r',
    ['x: Done', 'y: Wait'],
  ],
  ['no colours', '\x1b[1;31mred\x1b[0m \x1b]0;title\x07plain\r\n', ['red plain']],
  ['a long line whole', `${'x'.repeat(45)}\r\nnext\r\n`, ['x'.repeat(45), 'next']],
  ['a blank at the wrap', `${'x'.repeat(19)} y\r\n`, [`${'x'.repeat(19)} y`]],
  ['wide characters', '码头码头码头码头码头码头\r\n', ['码头码头码头码头码头码头']],
  ['more than a screen', 'a\r\n'.repeat(12), Array<string>(12).fill('a')],
  ['trailing blanks cut', 'a   \r\n', ['a']],
  ['a screen that was cleared', 'old\r\n\x1b[H\x1b[2Jnew\r\n', ['new']],
])('%s', async (_, text, lines) => {
  expect(await render(text)).toEqual(lines);
});
