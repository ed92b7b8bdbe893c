import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadLabs } from '../../src/engine/labs.ts';
import { testHome } from '../../src/server/config.ts';
import type { LiveMessage, MachineStatus } from '../../src/shared/api.ts';
import { LIVE_URL, SESSION_URL, startUrl, stopUrl } from '../../src/shared/urls.ts';
import { root, startProgram } from '../docker/program.ts';
import { openSocket, post } from './class-learner.ts';
import { summarise } from './statistics.ts';

const WITHIN_MS = 120_000;
/** The next warm machine is booted meanwhile, as while a learner reads. */
const REST_MS = 2_500;

interface LabStart {
  readonly lab: string;
  readonly toPromptMs: number;
  /** Also the images that come while the learner reads. */
  readonly toImagesMs: number;
}

/** From 启动 to the first prompt, and until all images of the lab are there; the median of the runs, with one warm machine. */
export async function measureLabStarts(runs: number, say: (text: string) => void): Promise<object> {
  const home = join(testHome(), 'e2e');
  const program = startProgram(['--home', home, '--port', '0', '--warm', '1']);
  const rows: LabStart[] = [];
  try {
    const address = await program.listening();
    const session = await fetch(address + SESSION_URL);
    const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
    let hear: (status: MachineStatus) => void = () => {};
    const live = await openSocket(address, LIVE_URL, cookie, (data) => {
      const message = JSON.parse(data.toString('utf8')) as LiveMessage;
      if (message.type === 'machine') hear(message.status);
    });
    for (const { id } of await loadLabs(join(root, 'labs'))) {
      const prompts: number[] = [];
      const images: number[] = [];
      for (let run = 0; run < runs; run++) {
        const began = performance.now();
        await new Promise<void>((resolve, reject) => {
          const late = setTimeout(() => reject(new Error(`${id} is not ready`)), WITHIN_MS);
          let prompt: number | undefined;
          hear = (status) => {
            if (status.state === 'failed') reject(new Error(`${id}: ${status.reason}`));
            if (status.state !== 'ready') return;
            prompt ??= performance.now() - began;
            if (status.pulling.length > 0) return;
            prompts.push(prompt);
            images.push(performance.now() - began);
            clearTimeout(late);
            resolve();
          };
          post(address, startUrl(id), { replace: true }, cookie).catch(reject);
        });
        hear = () => {};
        await post(address, stopUrl(id), {}, cookie);
        await sleep(REST_MS);
      }
      const row = { lab: id, toPromptMs: summarise(prompts).p50, toImagesMs: summarise(images).p50 };
      say(`${id}　${Math.round(row.toPromptMs)} ms　${Math.round(row.toImagesMs)} ms`);
      rows.push(row);
    }
    live.close();
  } finally {
    program.child.kill('SIGTERM');
    await program.ended;
  }
  return { runs, labs: rows };
}
