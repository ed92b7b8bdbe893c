import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

interface XtermLike {
  readonly buffer: {
    readonly active: {
      readonly length: number;
      getLine(y: number): { translateToString(trim: boolean): string } | undefined;
    };
  };
}

/** What the learner's terminal shows, scrollback included, read from xterm.js itself. */
export function terminalText(page: Page): Promise<string> {
  return page
    .getByTestId('terminal')
    .first()
    .evaluate((element) => {
      const { buffer } = (element as unknown as { matouTerminal: XtermLike }).matouTerminal;
      const lines: string[] = [];
      for (let y = 0; y < buffer.active.length; y++)
        lines.push(buffer.active.getLine(y)?.translateToString(true) ?? '');
      return lines.join('\n').trimEnd();
    });
}

export async function terminalReady(page: Page): Promise<void> {
  await expect(page.locator('[data-testid="terminal"][data-ready="true"]').first()).toBeVisible({
    timeout: 30_000,
  });
  await expect.poll(() => terminalText(page)).toContain('root@matou');
}

export async function type(page: Page, text: string): Promise<void> {
  await page.getByTestId('terminal').first().click();
  await page.keyboard.type(text);
}
