import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  checkRequestSchema,
  hintsRequestSchema,
  resetRequestSchema,
  startRequestSchema,
} from '../shared/api.ts';
import { PROGRESS_URL, SESSION_URL } from '../shared/urls.ts';
import type { AppDeps } from './deps.ts';
import { needLearner, welcomeLearner } from './learner.ts';
import { read } from './read.ts';

interface LabParams {
  lab: string;
}
interface StepParams extends LabParams {
  step: string;
}

export function registerApi(app: FastifyInstance, deps: AppDeps): void {
  const { sessions, progress, classroom } = deps;
  const learnerOf = (request: FastifyRequest): string => needLearner(request, deps);

  app.get(SESSION_URL, (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const learner = welcomeLearner(request, reply, deps);
    return learner === undefined ? sessions.describeNobody() : sessions.describe(learner);
  });
  app.get(PROGRESS_URL, (request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { steps: progress.forLearner(learnerOf(request)) };
  });
  // POST wants a JSON body: another site's form can't send one without asking this server first.
  app.post<{ Params: LabParams }>('/api/labs/:lab/start', async (request, reply) => {
    const { replace, from } = read(startRequestSchema, request.body);
    const learner = learnerOf(request);
    classroom?.guard(learner, { to: 'start', lab: request.params.lab, from });
    await sessions.start(learner, request.params.lab, { replace, from });
    return reply.code(202).send(sessions.status(learner, request.params.lab));
  });
  app.post<{ Params: LabParams }>('/api/labs/:lab/reset', async (request, reply) => {
    const { from } = read(resetRequestSchema, request.body);
    const learner = learnerOf(request);
    classroom?.guard(learner, { to: 'reset', lab: request.params.lab, from });
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
    const learner = learnerOf(request);
    classroom?.guard(learner, { to: 'solution' });
    return sessions.solution(learner, lab, step);
  });
}
