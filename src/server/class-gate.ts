import type { FastifyRequest } from 'fastify';
import {
  may,
  Refused,
  type Actor,
  type Classroom,
  type MemberRow,
  type Permission,
  type Target,
} from '../engine/classroom.ts';
import type { AppDeps } from './deps.ts';
import { knownLearner, needLearner, staffToken } from './learner.ts';

/** Who a request is, and whether they may: what every route of a class begins with. */
export interface ClassGate {
  actorOf(request: FastifyRequest): Actor;
  allows(request: FastifyRequest, action: Permission, target: Target): boolean;
  /** Throws Refused; the same whether what is asked for exists or not, so that ids can't be guessed by it. */
  need(request: FastifyRequest, action: Permission, target: Target): void;
  /** The member that this browser is, for what only they may do. */
  self(request: FastifyRequest, action: Permission): MemberRow;
}

export function classGate(deps: AppDeps & { classroom: Classroom }): ClassGate {
  const { classroom } = deps;
  const actorOf = (request: FastifyRequest): Actor =>
    classroom.actor(knownLearner(request, deps), staffToken(request));
  const allows: ClassGate['allows'] = (request, action, target) => may(actorOf(request), action, target);
  const need: ClassGate['need'] = (request, action, target) => {
    if (allows(request, action, target)) return;
    throw new Refused('not-allowed', '你没有做这件事的权限。', '用老师的链接重新打开看板。');
  };
  return {
    actorOf,
    allows,
    need,
    self(request, action) {
      const member = classroom.memberOf(needLearner(request, deps));
      if (!member)
        throw new Refused('join-first', '你还没有加入班级。', '向老师要班级码，在“加入班级”里填上。');
      need(request, action, { class: member.class, member: member.id });
      return member;
    },
  };
}
