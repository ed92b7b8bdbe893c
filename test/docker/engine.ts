import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import type { MachineHost } from '../../src/engine/machine.ts';
import { completePath, inCi, readConfig, testHome } from '../../src/server/config.ts';
import { chooseEngine, openMachineHost } from '../../src/server/machine-host.ts';
import { hostNames, lockHome, openOwnEngine, type Docker } from '../../src/engine/host.ts';
import { copyImages, imagesOnDisk } from '../../src/engine/images.ts';
import { engineTestsReason } from '../home.ts';

const root = resolve(import.meta.dirname, '../..');

/** A machine host without its client, which can't travel to the workers. */
export type HostDescription = Omit<MachineHost, 'docker'>;

declare module 'vitest' {
  export interface ProvidedContext {
    host: HostDescription | null;
  }
}

/** The home of the browser tests and of `npm start` has an engine of its own: images are built once, and copied. */
async function shareImages(docker: Docker): Promise<void> {
  const home = join(testHome(), 'e2e');
  const dataRoot = join(hostNames(home).dataDir, 'docker');
  const there = existsSync(dataRoot) ? await imagesOnDisk(join(root, 'images'), dataRoot) : undefined;
  if (there?.missing.length === 0) return;
  const tags = (await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
  using _lock = lockHome(home, 'npm test');
  await using engine = await openOwnEngine(home, () => {});
  await copyImages(
    docker,
    engine.docker,
    tags.filter((tag) => tag.startsWith('matou/')),
  );
}

/** One real engine with all images for every file of this project; the home keeps the images for the next run. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  completePath();
  const reason = engineTestsReason();
  if (reason) {
    console.error(`\n!!! 跳过所有需要真实引擎的测试：${reason} !!!\n`);
    project.provide('host', null);
    return undefined;
  }
  const home = join(testHome(), 'docker');
  mkdirSync(home, { recursive: true });
  const lock = lockHome(home, 'npm test');
  const report = {
    step: <T>(title: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T> => {
      const began = Date.now();
      return work(() => {}).finally(() =>
        console.log(`  ${title}  ${((Date.now() - began) / 1000).toFixed(1)} 秒`),
      );
    },
    note: (text: string) => console.log(`  ${text}`),
  };
  const choice = await chooseEngine(readConfig({ home }), root, () => {});
  const opened = await openMachineHost(readConfig({ home }), root, choice, report, pino({ level: 'error' }));
  await report.step('浏览器测试的镜像', () => shareImages(opened.host.docker));
  const { docker: _, ...description } = opened.host;
  project.provide('host', description);
  return async () => {
    await opened[Symbol.asyncDispose]();
    lock[Symbol.dispose]();
    if (inCi()) rmSync(home, { recursive: true, force: true });
  };
}
