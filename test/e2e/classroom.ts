import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from '@playwright/test';
import { testHome } from '../../src/server/config.ts';
import { startProgram } from '../docker/program.ts';
import { expect, test as base } from './test.ts';

export interface ClassServer {
  readonly address: string;
  /** Of the owner's link. */
  readonly secret: string;
  stop(): Promise<void>;
}

/** The project in class mode with real machines; the first time, its home builds the images. */
export async function startClass(warm: number): Promise<ClassServer> {
  const home = join(testHome(), 'e2e-class');
  // Images stay from run to run; classes of an earlier one would bear the same names.
  for (const file of ['progress.db', 'progress.db-wal', 'progress.db-shm'])
    rmSync(join(home, file), { force: true });
  const options = ['--class', '--host', '127.0.0.1', '--port', '0', '--home', home, '--warm', String(warm)];
  const program = startProgram(options);
  const address = await program.listening();
  const link = /\/teach#(\S+)\s/;
  // Printed after the address.
  await expect.poll(() => program.output()).toMatch(link);
  return {
    address,
    secret: link.exec(program.output())![1]!,
    async stop() {
      program.child.kill('SIGTERM');
      await program.ended;
    },
  };
}

/** `person`: a browser of somebody's own at this server, open until the test ends. */
export const test = base.extend<{ person: (baseURL: string, height?: number) => Promise<Page> }>({
  person: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (baseURL, height = 800) => {
      const context = await browser.newContext({ viewport: { width: 1280, height }, baseURL });
      contexts.push(context);
      return context.newPage();
    });
    // Nobody else does: the pages would run on beside the tests that follow.
    for (const context of contexts) await context.close();
  },
});

export async function noViolations(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    what,
  ).toEqual([]);
}
