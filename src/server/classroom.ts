import type { FastifyInstance, FastifyRequest } from 'fastify';
import { may, Refused, type Classroom } from '../engine/classroom.ts';
import type { BoardMessage } from '../shared/board.ts';
import {
  actionSchema,
  handSchema,
  joinSchema,
  lookSchema,
  newClassSchema,
  newCodesSchema,
  seenSchema,
  settingsChangeSchema,
  staffSecretSchema,
  type Staff,
} from '../shared/classroom.ts';
import {
  CLASSES_URL,
  HAND_URL,
  JOIN_URL,
  LEAVE_URL,
  LOOK_URL,
  REJOIN_URL,
  SEEN_URL,
  STAFF_LEAVE_URL,
  STAFF_URL,
} from '../shared/urls.ts';
import { classGate } from './class-gate.ts';
import type { AppDeps } from './deps.ts';
import { becomeLearner, LEARNER_COOKIE, setCookie, STAFF_COOKIE, staffToken } from './learner.ts';
import { read } from './read.ts';
import { registerReports } from './reports.ts';
import { keepAlive, NOT_ALLOWED } from './sockets.ts';

interface ClassParams {
  class: string;
}
interface MemberParams extends ClassParams {
  member: string;
}

/** A board that is this far behind is not looking; it connects anew when it does. */
const BOARD_BEHIND_BYTES = 8 * 1024 * 1024;

/** Routes of classes; every one that is about a class asks `may`. The table of them is in shared/classroom.ts. */
export function registerClassroom(app: FastifyInstance, deps: AppDeps & { classroom: Classroom }): void {
  const { classroom } = deps;
  const { actorOf, need, self } = classGate(deps);
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });

  // ------------------------------------------------------------ learners

  app.post(LOOK_URL, (request) => classroom.look(read(lookSchema, request.body).code, request.ip));
  app.post(JOIN_URL, (request, reply) => {
    const { code, name } = read(joinSchema, request.body);
    const { learner, ...joined } = classroom.join(code, name, request.ip);
    becomeLearner(request, reply, learner);
    return joined;
  });
  app.post(LEAVE_URL, (_request, reply) => {
    void reply.clearCookie(LEARNER_COOKIE, { path: '/' });
    return {};
  });
  app.post(HAND_URL, (request) => {
    classroom.hand(self(request, 'member.hand'), read(handSchema, request.body));
    return {};
  });
  app.post(SEEN_URL, (request) => {
    classroom.seen(self(request, 'member.seen'), read(seenSchema, request.body));
    return {};
  });
  app.post(REJOIN_URL, (request) => {
    const member = self(request, 'member.rejoin');
    return { rejoin: classroom.newRejoin(member.class, member.id) };
  });

  // ------------------------------------------------------------ staff

  const staff = (request: FastifyRequest, token = staffToken(request)): Staff => {
    const { owner, teaches } = classroom.actor(undefined, token);
    if (!owner && teaches.size === 0)
      throw new Refused('not-staff', '这里是老师用的页面。', '用启动时打印的老师链接打开它。');
    const classes = classroom.classes().filter((each) => owner || teaches.has(each.class));
    return { owner, classes, addresses: [...(deps.addresses?.() ?? [])] };
  };
  app.post(STAFF_URL, (request, reply) => {
    const token = classroom.exchange(read(staffSecretSchema, request.body).secret, staffToken(request));
    if (token === undefined)
      throw new Refused(
        'not-staff',
        '这个链接已经失效。',
        '用最近一次启动时打印的链接，或者向管理员要新的。',
      );
    setCookie(request, reply, STAFF_COOKIE, token);
    return staff(request, token);
  });
  app.get(STAFF_URL, (request) => staff(request));
  app.post(STAFF_LEAVE_URL, (request, reply) => {
    const token = staffToken(request);
    if (token !== undefined) classroom.leaveStaff(token);
    void reply.clearCookie(STAFF_COOKIE, { path: '/' });
    return {};
  });

  // ------------------------------------------------------------ one class

  app.post(CLASSES_URL, (request) => {
    need(request, 'class.create', {});
    return classroom.create(read(newClassSchema, request.body).title);
  });
  const ofClass = '/api/classes/:class';
  app.post<{ Params: ClassParams }>(`${ofClass}/settings`, (request) => {
    need(request, 'class.settings', request.params);
    return classroom.change(request.params.class, read(settingsChangeSchema, request.body));
  });
  app.post<{ Params: ClassParams }>(`${ofClass}/link`, (request) => {
    need(request, 'class.link', request.params);
    return classroom.renewLink(request.params.class, staffToken(request));
  });
  app.post<{ Params: ClassParams }>(`${ofClass}/actions`, async (request) => {
    need(request, 'class.act', request.params);
    await classroom.act(request.params.class, read(actionSchema, request.body));
    return {};
  });
  app.post<{ Params: ClassParams }>(`${ofClass}/codes`, (request) => {
    need(request, 'class.codes', request.params);
    return classroom.newCodes(request.params.class, read(newCodesSchema, request.body));
  });
  app.post<{ Params: MemberParams }>(`${ofClass}/members/:member/rejoin`, (request) => {
    need(request, 'member.rejoin', request.params);
    return { rejoin: classroom.newRejoin(request.params.class, request.params.member) };
  });
  registerReports(app, classroom, need, (request) => self(request, 'member.report'));
  app.get<{ Params: ClassParams }>(`${ofClass}/board`, { websocket: true }, (socket, request) => {
    if (!may(actorOf(request), 'class.board', request.params) || !classroom.has(request.params.class))
      return socket.close(NOT_ALLOWED, 'not allowed');
    keepAlive(socket);
    const subscription = classroom.subscribe(request.params.class, (message: BoardMessage) => {
      if (socket.bufferedAmount > BOARD_BEHIND_BYTES) return socket.terminate();
      socket.send(JSON.stringify(message));
    });
    // The link may be renewed while the board is open: then this browser is nobody.
    const stillMay = setInterval(() => {
      if (!may(actorOf(request), 'class.board', request.params)) socket.close(NOT_ALLOWED, 'not allowed');
    }, LOOK_MS);
    socket.on('close', () => {
      clearInterval(stillMay);
      subscription.stop();
    });
  });
}

const LOOK_MS = 10_000;
