import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

export const LESSON = '/docs/ch4-images/first-container';

interface XtermLike {
  readonly cols: number;
  readonly rows: number;
  readonly options: { readonly fontSize: number };
  readonly buffer: {
    readonly active: {
      readonly length: number;
      readonly cursorX: number;
      getLine(y: number): { translateToString(trim: boolean): string } | undefined;
    };
  };
}

export const terminal = (page: Page, number = 1): Locator =>
  page.locator(`[data-testid="terminal"][data-terminal="${number}"]`);

/** Looks into the page's own xterm.js. */
export function inTerminal<K extends 'size' | 'fontSize' | 'cursorX'>(
  page: Page,
  what: K,
  number = 1,
): Promise<K extends 'size' ? string : number> {
  return terminal(page, number).evaluate(
    (element, wanted) => {
      const { matouTerminal: xterm } = element as unknown as { matouTerminal: XtermLike };
      const values = {
        size: `${xterm.cols}x${xterm.rows}`,
        fontSize: xterm.options.fontSize,
        cursorX: xterm.buffer.active.cursorX,
      };
      return values[wanted] as K extends 'size' ? string : number;
    },
    what as 'size' | 'fontSize' | 'cursorX',
  );
}

/** What a terminal of the learner's shows, scrollback included, read from xterm.js itself. */
export function terminalText(page: Page, number = 1): Promise<string> {
  return terminal(page, number).evaluate((element) => {
    const { buffer } = (element as unknown as { matouTerminal: XtermLike }).matouTerminal;
    const lines: string[] = [];
    for (let y = 0; y < buffer.active.length; y++)
      lines.push(buffer.active.getLine(y)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  });
}

export async function terminalReady(page: Page, number = 1): Promise<void> {
  await expect(terminal(page, number).and(page.locator('[data-ready="true"]'))).toBeVisible({
    timeout: 30_000,
  });
  await expect.poll(() => terminalText(page, number)).toContain('root@matou');
}

export async function type(page: Page, text: string, number = 1): Promise<void> {
  await terminal(page, number).click();
  await page.keyboard.type(text);
}

/** Types a line and waits until the shell is at its prompt again. */
export async function run(page: Page, line: string, number = 1): Promise<void> {
  const prompts = async (): Promise<number> =>
    (await terminalText(page, number)).match(/root@matou:/g)?.length ?? 0;
  const before = await prompts();
  await type(page, `${line}\n`, number);
  await expect.poll(prompts).toBeGreaterThan(before);
}

export async function startLab(page: Page): Promise<void> {
  await page.goto(LESSON);
  await page.getByTestId('start-lab').click();
  await terminalReady(page);
}
