import { useEffect, useMemo } from 'react';
import { boardMessageSchema, type BoardMessage } from '../../../shared/board.ts';
import { boardUrl } from '../../../shared/urls.ts';
import { backoffMs } from '../../live/backoff.ts';
import { createStore, useStore, type Store } from '../../live/store.ts';
import { applyBoard, MISSED, type BoardState } from './board-state.ts';

export interface BoardView {
  readonly state: BoardState | null;
  readonly connection: 'connecting' | 'online' | 'away' | 'refused';
}

const NOTHING: BoardView = { state: null, connection: 'connecting' };

/** Forty learners may all do something in the same moment: drawn once for all of it. */
const GATHER_MS = 80;

/** Close codes of the server's own; below 4400 the way was only cut. */
const REFUSED_FROM = 4400;

/** The live board of one class, for as long as the component is shown. */
export function useBoard(classId: string): BoardView {
  const store = useMemo(() => createStore<BoardView>(NOTHING), []);
  useEffect(() => connectBoard(classId, store), [classId, store]);
  return useStore(store, NOTHING);
}

/** Returns how to stop. */
function connectBoard(classId: string, store: Store<BoardView>): () => void {
  let socket: WebSocket | undefined;
  let attempt = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;
  let state: BoardState | null = null;
  let stopped = false;

  const show = (): void => {
    gather = undefined;
    store.set({ state, connection: 'online' });
  };
  const again = (): void => {
    clearTimeout(gather);
    gather = undefined;
    socket = undefined;
    if (stopped) return;
    store.set((now) => ({ ...now, connection: now.state ? 'away' : 'connecting' }));
    clearTimeout(retry);
    retry = setTimeout(connect, backoffMs(attempt++));
  };
  function connect(): void {
    const url = new URL(boardUrl(classId), window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const ws = new WebSocket(url);
    socket = ws;
    // What was shown stays until the new snapshot is there, but nothing may be added to it.
    let mine: BoardState | null = null;
    ws.onmessage = (event: MessageEvent<unknown>) => {
      if (socket !== ws) return;
      const message = readMessage(event.data);
      if (!message) return;
      const next = applyBoard(mine, message, Date.now());
      if (next === MISSED) {
        ws.onclose = null;
        ws.close();
        again();
        return;
      }
      attempt = 0;
      mine = next;
      state = next;
      if (message.type === 'snapshot') {
        clearTimeout(gather);
        show();
      } else gather ??= setTimeout(show, GATHER_MS);
    };
    ws.onclose = ({ code }) => {
      if (socket !== ws) return;
      if (code >= REFUSED_FROM && code < 5000) {
        socket = undefined;
        store.set({ state: null, connection: 'refused' });
      } else again();
    };
  }
  const hurry = (): void => {
    if (document.visibilityState !== 'visible' || socket || stopped) return;
    if (store.get().connection === 'refused') return;
    clearTimeout(retry);
    connect();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  store.set(NOTHING);
  connect();
  return () => {
    stopped = true;
    clearTimeout(retry);
    clearTimeout(gather);
    window.removeEventListener('online', hurry);
    document.removeEventListener('visibilitychange', hurry);
    const closing = socket;
    socket = undefined;
    closing?.close();
  };
}

function readMessage(data: unknown): BoardMessage | undefined {
  try {
    const message = boardMessageSchema.safeParse(JSON.parse(String(data)));
    if (message.success) return message.data;
  } catch {
    // As below.
  }
  console.warn('码头：一条看不懂的消息', data);
  return undefined;
}
