import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import type Docker from 'dockerode';
import { execInContainer } from './exec.ts';
import { chromiumPath } from '../e2e/chromium.ts';
import { summarise, type Summary } from './statistics.ts';

const LESSON = '/docs/ch4-images/first-container';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A new learner each run, in a real browser: 启动 → prompt with a warm machine, and daemon event → green step. */
export async function measureLearner(
  address: string,
  docker: Docker,
  runs: number,
): Promise<{ prompt: Summary; verdict: Summary }> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
  const prompt: number[] = [];
  const verdict: number[] = [];
  try {
    for (let i = 0; i < runs; i++) {
      await untilWarm(docker);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
      // tsx names inner functions by a helper that the page doesn't have.
      await context.addInitScript('globalThis.__name = (f) => f');
      const page = await context.newPage();
      await page.goto(address + LESSON);
      await page.getByTestId('start-lab').first().waitFor();
      await sleep(500); // the page has settled
      prompt.push(await startToPrompt(page));
      verdict.push(await eventToGreen(page, docker));
      await page.getByTestId('stop-lab').click();
      await page.getByTestId('confirm').click();
      await page.getByTestId('start-lab').first().waitFor();
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return { prompt: summarise(prompt), verdict: summarise(verdict) };
}

const machinesOf = (docker: Docker) => docker.listContainers({ filters: { label: ['matou.role=machine'] } });

async function untilWarm(docker: Docker): Promise<void> {
  while ((await machinesOf(docker)).length !== 1) await sleep(100);
  await sleep(1_500); // booted and quiet
}

interface WithTerminal {
  matouTerminal?: {
    buffer: { active: { length: number; getLine(y: number): { translateToString(): string } | undefined } };
  };
}

function startToPrompt(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        document.querySelector<HTMLElement>('[data-testid="start-lab"]')?.click();
        const look = (): void => {
          const element = document.querySelector(
            '[data-testid="terminal"][data-ready="true"]',
          ) as WithTerminal | null;
          const buffer = element?.matouTerminal?.buffer.active;
          for (let y = 0; buffer && y < buffer.length; y++) {
            if (buffer.getLine(y)?.translateToString().includes('root@matou'))
              return resolve(performance.now() - began);
          }
          requestAnimationFrame(look);
        };
        look();
      }),
  );
}

/** The container's own end (the daemon's clock is the host's) against the moment the step turns green. */
async function eventToGreen(page: Page, docker: Docker): Promise<number> {
  const green = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const step = document.querySelector('[data-testid="step-run-hello"]')!;
        new MutationObserver((_, observer) => {
          if (step.getAttribute('data-state') !== 'passed') return;
          observer.disconnect();
          resolve(Date.now());
        }).observe(step, { attributes: true });
      }),
  );
  await page.getByTestId('terminal').first().click();
  await page.keyboard.type('docker run hello-world\n');
  const at = await green;
  for (const { Id } of await machinesOf(docker)) {
    const script = "docker ps -aq | xargs -r docker inspect -f '{{.State.FinishedAt}}'";
    const finished = (await execInContainer(docker, Id, script)).trim();
    if (finished) return at - Date.parse(finished.split('\n')[0]!);
  }
  throw new Error('no finished container in any machine');
}
