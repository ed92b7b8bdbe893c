import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProgressStore } from '../engine/progress.ts';

export const LEARNER_COOKIE = 'matou_learner';
const ID = /^[A-Za-z0-9_-]{22}$/;
const TEN_YEARS_S = 10 * 365 * 24 * 3600;

/** The learner of this request, if its cookie names one that exists: a made-up id gets nothing. */
export function knownLearner(request: FastifyRequest, progress: ProgressStore): string | undefined {
  const id = request.cookies[LEARNER_COOKIE];
  return id !== undefined && ID.test(id) && progress.hasLearner(id) ? id : undefined;
}

/** Gives a new browser its learner. */
export function welcomeLearner(
  request: FastifyRequest,
  reply: FastifyReply,
  progress: ProgressStore,
): string {
  const known = knownLearner(request, progress);
  if (known) return known;
  const id = randomBytes(16).toString('base64url');
  progress.ensureLearner(id);
  void reply.setCookie(LEARNER_COOKIE, id, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: TEN_YEARS_S,
  });
  return id;
}
