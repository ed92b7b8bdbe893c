import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { engineTestsReason } from './test/home.ts';
import { chromiumPath } from './test/e2e/chromium.ts';
import { testHome } from './src/server/config.ts';

const PORT = Number(process.env['MATOU_TEST_PORT'] ?? 3131);

/** Real browser, real server, real machines: the webServer is the very command that a user runs. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  // One engine on two cores: side by side, tests would measure each other.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    locale: 'zh-CN',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: chromiumPath(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer:
    engineTestsReason() === undefined
      ? {
          command: `node src/cli/bootstrap.mjs start --port ${PORT} --home ${join(testHome(), 'e2e')} --warm 1`,
          url: `http://127.0.0.1:${PORT}/healthz`,
          timeout: 20 * 60_000,
          stdout: 'pipe',
          gracefulShutdown: { signal: 'SIGTERM', timeout: 60_000 },
          reuseExistingServer: false,
        }
      : [],
});
