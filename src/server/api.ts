import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  checkRequestSchema,
  hintsRequestSchema,
  resetRequestSchema,
  startRequestSchema,
} from '../shared/api.ts';
import { UserError } from '../shared/errors.ts';
import { PROGRESS_URL, SESSION_URL } from '../shared/urls.ts';
import type { AppDeps } from './deps.ts';
import { knownLearner, welcomeLearner } from './learner.ts';

interface LabParams {
  lab: string;
}
interface StepParams extends LabParams {
  step: string;
}

export function registerApi(app: FastifyInstance, { sessions, progress }: AppDeps): void {
  const learnerOf = (request: FastifyRequest): string => {
    const learner = knownLearner(request, progress);
    if (learner) return learner;
    throw Object.assign(
      new UserError('认不出你是谁：浏览器没有带上学员标识。', '刷新页面再试；要允许本站使用 Cookie。'),
      { statusCode: 401 },
    );
  };

  app.get(SESSION_URL, (request, reply) => {
    void reply.header('cache-control', 'no-store');
    return sessions.describe(welcomeLearner(request, reply, progress));
  });
  app.get(PROGRESS_URL, (request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { steps: progress.forLearner(learnerOf(request)) };
  });
  // POST wants a JSON body: another site's form can't send one without asking this server first.
  app.post<{ Params: LabParams }>('/api/labs/:lab/start', async (request, reply) => {
    const { replace, from } = read(startRequestSchema, request.body);
    const learner = learnerOf(request);
    await sessions.start(learner, request.params.lab, { replace, from });
    return reply.code(202).send(sessions.status(learner, request.params.lab));
  });
  app.post<{ Params: LabParams }>('/api/labs/:lab/reset', async (request, reply) => {
    const { from } = read(resetRequestSchema, request.body);
    const learner = learnerOf(request);
    await sessions.reset(learner, request.params.lab, from);
    return reply.code(202).send(sessions.status(learner, request.params.lab));
  });
  app.post<{ Params: LabParams }>('/api/labs/:lab/stop', async (request) => {
    const learner = learnerOf(request);
    await sessions.stop(learner, request.params.lab);
    return sessions.status(learner, request.params.lab);
  });
  app.post<{ Params: LabParams }>('/api/labs/:lab/extend', (request) => {
    const learner = learnerOf(request);
    sessions.extend(learner, request.params.lab);
    return sessions.status(learner, request.params.lab);
  });
  app.post<{ Params: StepParams }>('/api/labs/:lab/steps/:step/check', async (request) => {
    const { lab, step } = request.params;
    const { answers } = read(checkRequestSchema, request.body);
    return sessions.check(learnerOf(request), lab, step, answers);
  });
  app.post<{ Params: StepParams }>('/api/labs/:lab/steps/:step/skip', (request) => {
    const { lab, step } = request.params;
    sessions.skip(learnerOf(request), lab, step);
    return {};
  });
  app.post<{ Params: StepParams }>('/api/labs/:lab/steps/:step/hints', (request) => {
    const { lab, step } = request.params;
    sessions.hints(learnerOf(request), lab, step, read(hintsRequestSchema, request.body).seen);
    return {};
  });
  app.post<{ Params: StepParams }>('/api/labs/:lab/steps/:step/solution', async (request) => {
    const { lab, step } = request.params;
    return sessions.solution(learnerOf(request), lab, step);
  });
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new UserError('请求的内容不对。', '刷新页面再试。');
}
