import { liveMessageSchema } from '../../shared/api.ts';
import { LIVE_URL } from '../../shared/urls.ts';
import type { Verdict } from '../../shared/verdict.ts';
import { ApiFailure, checkStep, failureText, fetchSession, skipStep, type Answers } from './api-client.ts';
import { backoffMs } from './backoff.ts';
import { applyMessage, INITIAL_STATE, stepKey, withActivity, type LiveState } from './live-state.ts';
import { createStore, useStore, type Store } from './store.ts';

/** One for the page, for as long as the page lives: lessons come and go, the machine stays. */
export const liveStore: Store<LiveState> = createStore(INITIAL_STATE);

export const useLive = (): LiveState => useStore(liveStore, INITIAL_STATE);

let started = false;
let attempt = 0;
let retry: ReturnType<typeof setTimeout> | undefined;
let socket: WebSocket | undefined;

/** Safe to call more than once. Only in a browser. */
export function startLive(): void {
  if (started) return;
  started = true;
  // A laptop that wakes up should not sit out the rest of a long wait.
  const hurry = (): void => {
    if (document.visibilityState === 'visible' && liveStore.get().server === 'reconnecting') void connect();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  void connect();
}

/** 再试一次: for a page that found no server. */
export function retryLive(): void {
  attempt = 0;
  liveStore.set((now) => ({ ...now, server: 'connecting' }));
  void connect();
}

/** This browser is another learner now: nothing that was known holds any more. */
export function restartLive(): void {
  const old = socket;
  socket = undefined;
  old?.close();
  connecting = undefined;
  liveStore.set(INITIAL_STATE);
  retryLive();
}

async function connect(): Promise<void> {
  clearTimeout(retry);
  if (socket) return;
  const mine = {};
  connecting = mine;
  try {
    const session = await fetchSession();
    if (connecting !== mine || socket) return;
    liveStore.set((now) => applyMessage(now, { type: 'session', session }));
    if (session.classroom === 'outside') {
      liveStore.set((now) => ({ ...now, server: 'online' }));
      return;
    }
  } catch (error) {
    if (connecting !== mine || socket) return;
    // Once a server was seen it is only away; without one, asking again and again would just fill a static host's log.
    const seen = liveStore.get().session !== null;
    const known = error instanceof ApiFailure && error.code !== 'unreachable' && error.code !== 'unexpected';
    if (seen || known) scheduleRetry();
    else liveStore.set((now) => ({ ...now, server: 'absent' }));
    return;
  }
  openSocket();
}
let connecting: object | undefined;

function openSocket(): void {
  const url = new URL(LIVE_URL, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const ws = new WebSocket(url);
  socket = ws;
  ws.onopen = () => {
    attempt = 0;
    liveStore.set((now) => ({ ...now, server: 'online' }));
  };
  ws.onmessage = (event: MessageEvent<unknown>) => {
    const message = liveMessageSchema.safeParse(parseJson(event.data));
    if (message.success) liveStore.set((now) => applyMessage(now, message.data));
    else console.warn('码头：一条看不懂的消息', event.data);
  };
  ws.onclose = () => {
    if (socket !== ws) return;
    socket = undefined;
    scheduleRetry();
  };
}

function scheduleRetry(): void {
  liveStore.set((now) => ({ ...now, server: 'reconnecting' }));
  clearTimeout(retry);
  retry = setTimeout(() => void connect(), backoffMs(attempt++));
}

function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}

/** The 检查 button; null while an earlier press is unanswered. A call that fails means we could not find out: never "wrong". */
export async function askForVerdict(lab: string, step: string, answers?: Answers): Promise<Verdict | null> {
  const key = stepKey(lab, step);
  if (liveStore.get().activity[key]?.checking) return null;
  liveStore.set((now) => withActivity(now, key, { checking: true, asked: true }));
  const verdict = await checkStep(lab, step, answers).catch((error: unknown): Verdict => ({
    outcome: 'inconclusive',
    reason: failureText(error),
  }));
  liveStore.set((now) => withActivity(now, key, { checking: false, verdict }));
  return verdict;
}

/** Leaves a step out; what was said about it goes with it. Rejects with ApiFailure. */
export async function leaveOut(lab: string, step: string): Promise<void> {
  await skipStep(lab, step);
  liveStore.set((now) => withActivity(now, stepKey(lab, step), { asked: false, verdict: null }));
}
