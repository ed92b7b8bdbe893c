import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { Refused, type Classroom } from '../engine/classroom.ts';
import { showWall, type WatchHandle } from '../engine/watching.ts';
import type { ViewerHandle } from '../engine/terminal.ts';
import {
  broadcastRequestSchema,
  controlAnswerSchema,
  controlAskSchema,
  type Broadcast,
  type OpenTerminals,
} from '../shared/watching.ts';
import { CONTROL_URL } from '../shared/urls.ts';
import { decodeClientFrame, FrameError } from '../shared/wire.ts';
import { classGate } from './class-gate.ts';
import type { AppDeps } from './deps.ts';
import { knownLearner } from './learner.ts';
import { read } from './read.ts';
import { BAD_FRAME, keepAlive, NO_MACHINE, NOT_ALLOWED } from './sockets.ts';
import { terminalNumber } from './terminals.ts';

interface MemberParams {
  class: string;
  member: string;
}

/** A wall that is this far behind is not looking; it connects anew when it does. */
const WALL_BEHIND_BYTES = 8 * 1024 * 1024;
/** How long a page that may no more look on goes on looking. */
const STILL_MAY_MS = 5_000;

/** Looking over a shoulder. The table of these routes is in shared/watching.ts; each asks `may` first. */
export function registerWatching(app: FastifyInstance, deps: AppDeps & { classroom: Classroom }): void {
  const { classroom, sessions } = deps;
  const { helping } = classroom;
  const gate = classGate(deps);
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  const ofMember = '/api/classes/:class/members/:member';
  const terminalsOf = (learner: string | undefined): OpenTerminals =>
    (learner === undefined ? [] : sessions.terminalsOf(learner)).map(({ lab, number }) => ({
      lab,
      terminal: number,
    }));
  /** Rights may end while the socket is open: the link is renewed, the learner is removed. */
  const whileAllowed = (socket: WebSocket, allowed: () => boolean): boolean => {
    if (!allowed()) {
      socket.close(NOT_ALLOWED, 'not allowed');
      return false;
    }
    keepAlive(socket);
    const timer = setInterval(() => {
      if (!allowed()) socket.close(NOT_ALLOWED, 'not allowed');
    }, STILL_MAY_MS);
    socket.on('close', () => clearInterval(timer));
    return true;
  };

  // ------------------------------------------------------------ one learner

  app.get<{ Params: MemberParams }>(`${ofMember}/terminals`, (request) => {
    gate.need(request, 'class.watch', { class: request.params.class });
    const { learner } = classroom.needMember(request.params.class, request.params.member);
    return { terminals: terminalsOf(learner) };
  });
  app.get<{ Params: MemberParams & { terminal: string } }>(
    `${ofMember}/terminals/:terminal`,
    { websocket: true },
    (socket, request) => {
      const { class: classId, member, terminal } = request.params;
      const allowed = (): boolean =>
        gate.allows(request, 'class.watch', { class: classId }) && classroom.hasMember(classId, member);
      if (!whileAllowed(socket, allowed)) return;
      const number = terminalNumber(terminal);
      const { learner } = classroom.needMember(classId, member);
      const say = (control: string): void => socket.send(JSON.stringify({ control }));
      const handle =
        number && helping.shoulders.watch(learner, number, { ...viewerOf(socket), control: say });
      if (!handle) return socket.close(NO_MACHINE, 'no such terminal');
      serve(socket, handle, request.log, (text) => obey(handle, text));
    },
  );
  app.post(CONTROL_URL, (request) => {
    const { learner } = gate.self(request, 'member.control');
    const { id, allow } = read(controlAnswerSchema, request.body);
    helping.shoulders.answer(learner, id, allow);
    return {};
  });

  // ------------------------------------------------------------ the wall

  app.get<{ Params: { class: string } }>(
    '/api/classes/:class/wall',
    { websocket: true },
    (socket, request) => {
      const classId = request.params.class;
      const allowed = (): boolean =>
        gate.allows(request, 'class.watch', { class: classId }) && classroom.has(classId);
      if (!whileAllowed(socket, allowed)) return;
      const wall = showWall(
        () => classroom.seats(classId),
        (message) => {
          if (socket.bufferedAmount > WALL_BEHIND_BYTES) return socket.terminate();
          socket.send(JSON.stringify(message));
        },
      );
      socket.on('close', () => wall.stop());
    },
  );

  // ------------------------------------------------------------ the broadcast

  const ofBroadcast = '/api/classes/:class/broadcast';
  const describe = (request: FastifyRequest, classId: string): Broadcast => {
    const onAir = helping.broadcasts.of(classId);
    return {
      on: onAir ? { ...onAir, since: onAir.since.toISOString() } : null,
      mine: terminalsOf(knownLearner(request, deps)),
    };
  };
  app.get<{ Params: { class: string } }>(ofBroadcast, (request) => {
    gate.need(request, 'class.broadcast', { class: request.params.class });
    return describe(request, request.params.class);
  });
  app.post<{ Params: { class: string } }>(ofBroadcast, (request) => {
    const classId = request.params.class;
    gate.need(request, 'class.broadcast', { class: classId });
    const { terminal } = read(broadcastRequestSchema, request.body);
    if (terminal === null) {
      helping.broadcasts.stop(classId);
      return describe(request, classId);
    }
    const learner = knownLearner(request, deps);
    const at = learner && sessions.terminalsOf(learner).find(({ number }) => number === terminal);
    if (!at || classroom.info(classId).state === 'closed') {
      throw new Refused('not-allowed', '没有这个终端可以直播。', '先在这个浏览器里启动一个实验，打开终端。');
    }
    helping.broadcasts.start(classId, at, new Date());
    return describe(request, classId);
  });
  app.get<{ Params: { class: string } }>(
    `${ofBroadcast}/terminal`,
    { websocket: true },
    (socket, request) => {
      const classId = request.params.class;
      if (!whileAllowed(socket, () => gate.allows(request, 'class.see-broadcast', { class: classId })))
        return;
      const ended = (): void => socket.close(NO_MACHINE, 'broadcast ended');
      const handle = helping.broadcasts.watch(classId, viewerOf(socket), ended);
      if (!handle) return ended();
      serve(socket, handle, request.log);
    },
  );

  // ------------------------------------------------------------ recordings

  app.get<{ Params: MemberParams }>(`${ofMember}/recordings`, async (request) => {
    gate.need(request, 'member.recordings', request.params);
    const { id } = classroom.needMember(request.params.class, request.params.member);
    const all = await classroom.recordings.list(id);
    return {
      recordings: all.map(({ startedAt, endedAt, ...rest }) => ({
        ...rest,
        startedAt: startedAt.toISOString(),
        seconds: Math.max(0, (endedAt.getTime() - startedAt.getTime()) / 1000),
      })),
    };
  });
  app.get<{ Params: MemberParams & { recording: string } }>(
    `${ofMember}/recordings/:recording`,
    async (request, reply) => {
      gate.need(request, 'member.recordings', request.params);
      const { id } = classroom.needMember(request.params.class, request.params.member);
      const cast = await classroom.recordings.read(id, request.params.recording);
      if (!cast) throw new Refused('unknown', '没有这段录像。', '刷新列表再看。');
      return reply.type('application/x-asciicast').send(cast);
    },
  );
}

const viewerOf = (socket: WebSocket) => ({
  send: (frame: Uint8Array, sent?: () => void) => socket.send(frame, sent),
  bufferedBytes: () => socket.bufferedAmount,
});

/** What an instructor's page says beside the frames. */
function obey(handle: WatchHandle, text: string): void {
  let said;
  try {
    said = controlAskSchema.safeParse(JSON.parse(text));
  } catch {
    throw new FrameError('no JSON');
  }
  if (!said.success) throw new FrameError('an unknown wish');
  if (said.data.control === 'ask') handle.ask();
  else handle.end();
}

function serve(
  socket: WebSocket,
  handle: ViewerHandle,
  log: FastifyBaseLogger,
  onText?: (text: string) => void,
): void {
  socket.on('close', () => handle.detach());
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    try {
      if (isBinary) handle.receive(decodeClientFrame(data));
      else if (onText) onText(data.toString('utf8'));
      else throw new FrameError('binary frames only');
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      log.warn({ err: error }, 'bad frame');
      socket.close(BAD_FRAME, 'bad frame');
    }
  });
}
