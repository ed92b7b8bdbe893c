import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

interface XtermLike {
  readonly buffer: {
    readonly active: {
      readonly length: number;
      getLine(y: number): { translateToString(trim: boolean): string } | undefined;
    };
  };
}

export const terminal = (page: Page, number = 1): Locator =>
  page.locator(`[data-testid="terminal"][data-terminal="${number}"]`);

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
