import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { LabSessions } from '../../src/engine/lab-sessions.ts';
import { loadLabs } from '../../src/engine/labs.ts';
import { openPool } from '../../src/engine/machine.ts';
import { openProgress } from '../../src/engine/progress.ts';
import type { LiveMessage } from '../../src/shared/api.ts';
import { describeEngine, machineHost, SPEC } from './machines.ts';
import { root } from './program.ts';

const LEARNERS = 20;
const LAB = 'one-of-many';
const STARTED_WITHIN_MS = 5 * 60_000;
const WORK_WITHIN_MS = 3 * 60_000;

describeEngine('a class', () => {
  test(
    `${LEARNERS} learners at once: no verdict is lost, and none goes to another`,
    async () => {
      const dir = mkdtempSync(join(tmpdir(), 'matou-class-'));
      using _dir = { [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
      const labs = await loadLabs(join(root, 'test/fixtures/labs/many'));
      await using pool = openPool(machineHost(), SPEC, 0, () => {});
      using progress = openProgress(join(dir, 'progress.db'));
      await using sessions = new LabSessions(labs, 'own', {
        pool,
        progress,
        settings: { idleMs: 60 * 60_000, maxTerminals: 3 },
        log: pino({ level: 'silent' }),
      });
      const learners = Array.from(
        { length: LEARNERS },
        (_, index) => new Learner(sessions, `learner-${index}.`),
      );
      await Promise.all(learners.map((learner) => learner.start()));

      // A state that is each one's own: what is said of it must not name anybody else.
      await Promise.all(
        learners.map((learner) => learner.type(`docker create --name ${learner.mark} hello-world`)),
      );
      await Promise.all(
        learners.map((learner) => learner.until(() => learner.reasons().includes(learner.mark))),
      );

      const ids = await Promise.all(learners.map((learner) => learner.makeDone()));
      expect(new Set(ids).size).toBe(LEARNERS);
      await Promise.all(learners.map((learner) => learner.until(() => learner.has('made'))));

      // Everybody gives the next one's answer, then their own.
      const neighbours = learners.map((_, index) => ids[(index + 1) % LEARNERS]!);
      const wrong = await Promise.all(learners.map((learner, index) => learner.answer(neighbours[index]!)));
      expect(wrong).toEqual(learners.map(() => 'failed'));
      const right = await Promise.all(learners.map((learner, index) => learner.answer(ids[index]!)));
      expect(right).toEqual(learners.map(() => 'passed'));

      // Every second one looks; the others must not be said to have.
      const looking = learners.filter((_, index) => index % 2 === 0);
      await Promise.all(
        learners.map((learner) => learner.type(looking.includes(learner) ? 'docker ps -a' : 'docker ps')),
      );
      await Promise.all(looking.map((learner) => learner.until(() => learner.has('seen'))));

      for (const learner of learners) {
        const others = learners.filter((other) => other !== learner);
        const heard = learner.reasons();
        expect(others.filter(({ mark }) => heard.includes(mark)).map(({ mark }) => mark)).toEqual([]);
        const passed = ['made', ...(looking.includes(learner) ? ['seen'] : []), 'told'];
        expect(learner.passed().sort()).toEqual(passed);
        const stored = progress.forLearner(learner.id).filter(({ passedAt }) => passedAt);
        expect(stored.map(({ step }) => step)).toEqual(passed);
      }
    },
    STARTED_WITHIN_MS + 2 * WORK_WITHIN_MS,
  );
});

class Learner {
  readonly id: string;
  private readonly heard: LiveMessage[] = [];

  constructor(
    private readonly sessions: LabSessions,
    /** No mark is a part of another. */
    readonly mark: string,
  ) {
    this.id = mark;
    sessions.subscribe(this.id, (message) => this.heard.push(message));
  }

  async start(): Promise<void> {
    await this.sessions.start(this.id, LAB);
    const state = () => this.sessions.status(this.id, LAB).state;
    await expect.poll(state, { timeout: STARTED_WITHIN_MS, interval: 100 }).toBe('ready');
  }

  async type(line: string): Promise<void> {
    const { terminal } = (await this.sessions.terminal(this.id, LAB, 1))!;
    await terminal.waitForPrompt(WORK_WITHIN_MS);
    await terminal.run(line, WORK_WITHIN_MS);
  }

  /** Its id, read off the screen. */
  async makeDone(): Promise<string> {
    await this.type('docker run --name done hello-world');
    await this.type("clear; docker inspect -f '{{.Id}}' done");
    const { terminal } = (await this.sessions.terminal(this.id, LAB, 1))!;
    return /\b[0-9a-f]{64}\b/.exec(await terminal.screenText())![0];
  }

  async answer(id: string): Promise<string> {
    return (await this.sessions.check(this.id, LAB, 'told', { id })).outcome;
  }

  passed(): string[] {
    const steps = this.heard.flatMap((m) =>
      m.type === 'verdict' && m.verdict.outcome === 'passed' ? [m.step] : [],
    );
    return [...new Set(steps)];
  }

  has = (step: string): boolean => this.passed().includes(step);

  /** All that was ever said to be missing. */
  reasons(): string {
    return this.heard
      .flatMap((m) => (m.type === 'verdict' && m.verdict.outcome === 'failed' ? [m.verdict.reason] : []))
      .join('\n');
  }

  until(holds: () => boolean): Promise<void> {
    return expect.poll(holds, { timeout: WORK_WITHIN_MS, interval: 50 }).toBe(true);
  }
}
