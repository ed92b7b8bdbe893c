import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../shared/errors.ts';
import type { Docker } from '../host.ts';

/** `docker save` of several images, in which a layer that they share is once. */
export function exportImages(docker: Docker, names: readonly string[]): Promise<Readable> {
  const query = names.map((name) => `names=${encodeURIComponent(name)}`).join('&');
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        // dockerode knows one image at a time; its modem cuts off the last character of a path that has a query.
        path: `/images/get?${query}&`,
        method: 'GET',
        isStream: true,
        statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
      },
      (error: Error | null, answer: unknown) => (error ? reject(error) : resolve(answer as Readable)),
    );
  });
}

export async function saveImages(docker: Docker, names: readonly string[], file: string): Promise<void> {
  await pipeline(await exportImages(docker, names), createWriteStream(file));
}

/** From one engine into another, without a file in between. */
export async function copyImages(from: Docker, to: Docker, names: readonly string[]): Promise<void> {
  await loadImages(to, await exportImages(from, names));
}

/** `docker load`, of a file or a stream. Rejects with UserError. */
export async function loadImages(docker: Docker, archive: string | Readable): Promise<void> {
  const stream = await docker.loadImage(archive);
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null, lines: { error?: string }[]) => {
      const failure = error?.message ?? lines?.find((line) => line.error)?.error;
      if (failure === undefined) resolve();
      else
        reject(
          new UserError(
            `镜像${typeof archive === 'string' ? ` ${archive} ` : ''}载入失败：${failure}`,
            '多半是文件不完整或磁盘满了：看看磁盘；是离线包的话，重新解开再试。',
          ),
        );
    });
  });
}
