import { UserError } from '../../shared/errors.ts';
import type { Docker } from '../host.ts';
import type { ImageSource } from './sources.ts';
import { readdir } from 'node:fs/promises';

/** One line of the engine's build stream. */
interface BuildLine {
  readonly stream?: string;
  readonly error?: string;
}

const TAIL_LINES = 15;

/** Builds one image and tags it by its key and as `matou/<name>:latest`, for those that start from it. */
export async function buildImage(
  docker: Docker,
  source: ImageSource,
  onProgress: (what: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const name = source.ref.split(':')[0] ?? source.ref;
  const output: string[] = [];
  let failure: string | undefined;
  let breakOff = (): void => {};
  try {
    signal?.throwIfAborted();
    const stream = await docker.buildImage(
      { context: source.dir, src: await readdir(source.dir) },
      { t: source.ref, rm: true, forcerm: true, labels: { 'matou.image': source.name } },
    );
    await new Promise<void>((resolve, reject) => {
      breakOff = () => reject(new Error('中断了'));
      signal?.addEventListener('abort', breakOff, { once: true });
      docker.modem.followProgress(
        stream,
        (error: Error | null) => (error ? reject(error) : resolve()),
        (line: BuildLine) => {
          if (line.error) failure = line.error;
          if (!line.stream) return;
          output.push(...line.stream.split('\n').filter((text) => text.trim() !== ''));
          output.splice(0, output.length - TAIL_LINES);
          const step = /^Step (\d+)\/(\d+)/.exec(line.stream);
          if (step) onProgress(`第 ${step[1]}/${step[2]} 步`);
        },
      );
    });
    if (failure) throw new Error(failure);
  } catch (error) {
    const tail = output.map((line) => `    ${line}`).join('\n');
    throw new UserError(
      `镜像 ${source.name} 构建失败：${failure ?? (error as Error).message}${tail ? `\n构建的最后几行：\n${tail}` : ''}`,
      `常见原因是软件源连不上或磁盘满了。处理后再运行一次，已建好的部分不会重做。定义在 images/${source.name}/Dockerfile。`,
      { cause: error },
    );
  } finally {
    signal?.removeEventListener('abort', breakOff); // one signal serves all builds, and Node warns at the eleventh
  }
  await docker.getImage(source.ref).tag({ repo: name, tag: 'latest' });
}
