import {
  observeMessageSchema,
  type LayersState,
  type LifePartState,
  type ObserveMessage,
  type ObservePart,
  type ObserveRequest,
  type ProcessesState,
  type TrafficState,
  type WritesState,
} from '../../shared/observe.ts';
import { observeUrl } from '../../shared/urls.ts';
import { backoffMs } from '../live/backoff.ts';
import { createStore, type Store } from '../live/store.ts';

/** What is known of the machine. A part that was looked at before stands until it is looked at again. */
export interface Observed {
  readonly layers: LayersState | null;
  readonly writes: WritesState | null;
  readonly life: LifePartState | null;
  readonly processes: ProcessesState | null;
  readonly traffic: TrafficState | null;
  /** Why a part can't be read just now. */
  readonly unavailable: Readonly<Partial<Record<ObserveMessage['type'], string>>>;
  readonly line: 'closed' | 'connecting' | 'open' | 'waiting';
}

export const NOTHING: Observed = {
  layers: null,
  writes: null,
  life: null,
  processes: null,
  traffic: null,
  unavailable: {},
  line: 'closed',
};

export function applyObserved(now: Observed, message: ObserveMessage): Observed {
  if (message.type === 'unavailable')
    return { ...now, unavailable: { ...now.unavailable, [message.part]: message.reason } };
  const { [message.type]: _, ...unavailable } = now.unavailable;
  return { ...now, [message.type]: message.state, unavailable };
}

/** The panel's line to the machine. It is open only between `look` and `away`: nothing is read while nobody looks. */
export class ObserveConnection implements Disposable {
  readonly state: Store<Observed> = createStore(NOTHING);
  readonly #lab: string;
  #part: ObservePart | null = null;
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;

  constructor(lab: string) {
    this.#lab = lab;
  }

  look(part: ObservePart): void {
    const before = this.#part;
    this.#part = part;
    if (before === null) this.#open();
    else if (before !== part) this.#ask();
  }

  away(): void {
    this.#part = null;
    this.#attempt = 0;
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.state.set((now) => ({ ...now, line: 'closed' }));
  }

  [Symbol.dispose](): void {
    this.away();
  }

  #open(): void {
    const url = new URL(observeUrl(this.#lab), window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.state.set((now) => ({ ...now, line: 'connecting' }));
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      this.#attempt = 0;
      this.state.set((now) => ({ ...now, line: 'open' }));
      this.#ask();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (this.#socket !== socket) return;
      const message = observeMessageSchema.safeParse(parseJson(event.data));
      if (message.success) this.state.set((now) => applyObserved(now, message.data));
      else console.warn('码头：观察面板收到一条看不懂的消息', message.error);
    };
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.state.set((now) => ({ ...now, line: 'waiting' }));
      this.#retry = setTimeout(() => this.#open(), backoffMs(this.#attempt++));
    };
  }

  #ask(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN || this.#part === null) return;
    this.#socket.send(JSON.stringify({ parts: [this.#part] } satisfies ObserveRequest));
  }
}

function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
