import type { z } from 'zod';
import { apiErrorSchema, sessionSchema, solutionSchema } from '../../shared/api.ts';
import type {
  CheckRequest,
  HintsRequest,
  ResetRequest,
  Session,
  Solution,
  StartRequest,
} from '../../shared/api.ts';
import {
  checkUrl,
  extendUrl,
  hintsUrl,
  resetUrl,
  SESSION_URL,
  skipUrl,
  solutionUrl,
  startUrl,
  stopUrl,
} from '../../shared/urls.ts';
import { verdictSchema, type Verdict } from '../../shared/verdict.ts';

/** What a call could not do; `message` is Chinese and ready to be shown. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  constructor(
    /** A code of {@link apiErrorSchema}, or `unreachable` (no answer) or `unexpected` (an answer that makes no sense). */
    readonly code: string,
    message: string,
    readonly lab?: string,
  ) {
    super(message);
  }
}

const UNREACHABLE = '连不上实验服务。请看看运行 npm start 的那个终端，它也许已经停了。';
const UNEXPECTED = '实验服务给了一个看不懂的回答。刷新页面再试；还不行，就重新运行 npm start。';

/** The server demands this header: a form on another site cannot send it without being asked for permission. */
const JSON_HEADERS = { 'content-type': 'application/json' };

export async function call(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch {
    throw new ApiFailure('unreachable', UNREACHABLE);
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const error = apiErrorSchema.safeParse(body);
  if (!error.success) throw new ApiFailure('unexpected', UNEXPECTED);
  throw new ApiFailure(error.data.error.code, error.data.error.message, error.data.error.lab);
}

export function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new ApiFailure('unexpected', UNEXPECTED);
  return parsed.data;
}

export const post = (url: string, body: unknown): Promise<unknown> =>
  call(url, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) });

/** Also gives this browser its learner cookie. Fails on static hosting: that is how the page knows. */
export const fetchSession = async (): Promise<Session> =>
  parse(sessionSchema, await call(SESSION_URL, { method: 'GET', cache: 'no-store' }));

/** What comes of these is pushed over the live socket, so their answers are not read. `from`: the step to begin at. */
export const startLab = async (lab: string, replace: boolean, from?: string): Promise<void> => {
  await post(startUrl(lab), { replace, from } satisfies StartRequest);
};
export const resetLab = async (lab: string, from?: string): Promise<void> => {
  await post(resetUrl(lab), { from } satisfies ResetRequest);
};
export const stopLab = async (lab: string): Promise<void> => {
  await post(stopUrl(lab), {});
};
export const extendLab = async (lab: string): Promise<void> => {
  await post(extendUrl(lab), {});
};
export const skipStep = async (lab: string, step: string): Promise<void> => {
  await post(skipUrl(lab, step), {});
};
export const noteHints = async (lab: string, step: string, seen: number): Promise<void> => {
  await post(hintsUrl(lab, step), { seen } satisfies HintsRequest);
};

/** What is written into each question of a step, by its id. */
export type Answers = NonNullable<CheckRequest['answers']>;

export const checkStep = async (lab: string, step: string, answers?: Answers): Promise<Verdict> =>
  parse(verdictSchema, await post(checkUrl(lab, step), { answers } satisfies CheckRequest));

/** That it was looked at is noted. */
export const fetchSolution = async (lab: string, step: string): Promise<Solution> =>
  parse(solutionSchema, await post(solutionUrl(lab, step), {}));

export const failureText = (error: unknown): string =>
  error instanceof ApiFailure ? error.message : `出了意外：${String(error)}`;
