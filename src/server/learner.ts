import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../engine/classroom.ts';
import type { AppDeps } from './deps.ts';

export const LEARNER_COOKIE = 'matou_learner';
export const STAFF_COOKIE = 'matou_staff';
const ID = /^[A-Za-z0-9_-]{22}$/;
const TOKEN = /^[A-Za-z0-9_-]{32}$/;
const TEN_YEARS_S = 10 * 365 * 24 * 3600;

type WhoDeps = Pick<AppDeps, 'progress' | 'classroom'>;

/**
 * The learner of this request, if its cookie names one that exists: a made-up id gets nothing. In a classroom that is a
 * member of a class, or the learner of a browser of staff; whoever has not joined is nobody.
 */
export function knownLearner(request: FastifyRequest, { progress, classroom }: WhoDeps): string | undefined {
  const id = request.cookies[LEARNER_COOKIE];
  if (id === undefined || !ID.test(id) || !progress.hasLearner(id)) return undefined;
  if (!classroom || classroom.memberOf(id)) return id;
  return isStaff(request, classroom) && !classroom.wasRemoved(id) ? id : undefined;
}

/** Throws Refused or a 401 where there is no learner. */
export function needLearner(request: FastifyRequest, deps: WhoDeps): string {
  const learner = knownLearner(request, deps);
  if (learner) return learner;
  if (deps.classroom) {
    const id = request.cookies[LEARNER_COOKIE];
    if (id !== undefined && deps.classroom.wasRemoved(id))
      throw new Refused('removed', '你已经不在这个班里了。', '弄错了的话告诉老师，再用班级码加入。');
    throw new Refused('join-first', '你还没有加入班级。', '向老师要班级码，在“加入班级”里填上。');
  }
  throw new Refused(
    'nobody',
    '认不出你是谁：浏览器没有带上学员标识。',
    '刷新页面再试；要允许本站使用 Cookie。',
  );
}

/** The learner of this request; gives a new browser one, except where it has to join first. */
export function welcomeLearner(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: WhoDeps,
): string | undefined {
  const known = knownLearner(request, deps);
  if (known) return known;
  if (deps.classroom && !isStaff(request, deps.classroom)) return undefined;
  const id = randomBytes(16).toString('base64url');
  deps.progress.ensureLearner(id);
  becomeLearner(request, reply, id);
  return id;
}

/** From now on this browser is that learner. */
export function becomeLearner(request: FastifyRequest, reply: FastifyReply, id: string): void {
  setCookie(request, reply, LEARNER_COOKIE, id);
}

export function setCookie(request: FastifyRequest, reply: FastifyReply, name: string, value: string): void {
  void reply.setCookie(name, value, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: TEN_YEARS_S,
  });
}

export function staffToken(request: FastifyRequest): string | undefined {
  const token = request.cookies[STAFF_COOKIE];
  return token !== undefined && TOKEN.test(token) ? token : undefined;
}

function isStaff(request: FastifyRequest, classroom: NonNullable<AppDeps['classroom']>): boolean {
  const { owner, teaches } = classroom.actor(undefined, staffToken(request));
  return owner || teaches.size > 0;
}
