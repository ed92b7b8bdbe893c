import { test as base } from '@playwright/test';
import { engineTestsReason } from '../home.ts';

const reason = engineTestsReason();

/** Playwright's `test`; skipped as a whole where no engine of our own can run. */
export const test = base.extend<{ engine: void }>({
  engine: [
    // Playwright reads the fixtures that are wanted off this pattern.
    async ({}, use, info) => {
      info.skip(reason !== undefined, reason);
      await use();
    },
    { auto: true },
  ],
});
export { expect } from '@playwright/test';
