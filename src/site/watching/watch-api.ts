import {
  broadcastSchema,
  openTerminalsSchema,
  recordingsSchema,
  type Broadcast,
  type BroadcastRequest,
  type ControlAnswer,
  type OpenTerminals,
  type RecordingList,
} from '../../shared/watching.ts';
import { broadcastUrl, CONTROL_URL, memberTerminalsUrl, recordingsUrl } from '../../shared/urls.ts';
import { call, parse, post } from '../live/api-client.ts';

/** All reject with ApiFailure, whose message is ready to be shown. */

const get = (url: string): Promise<unknown> => call(url, { method: 'GET', cache: 'no-store' });

export const fetchTerminals = async (classId: string, member: string): Promise<OpenTerminals> =>
  parse(openTerminalsSchema, await get(memberTerminalsUrl(classId, member))).terminals;
export const fetchRecordings = async (classId: string, member: string): Promise<RecordingList> =>
  parse(recordingsSchema, await get(recordingsUrl(classId, member))).recordings;
export const fetchBroadcast = async (classId: string): Promise<Broadcast> =>
  parse(broadcastSchema, await get(broadcastUrl(classId)));
export const setBroadcast = async (classId: string, terminal: number | null): Promise<Broadcast> =>
  parse(broadcastSchema, await post(broadcastUrl(classId), { terminal } satisfies BroadcastRequest));
export const answerControl = async (answer: ControlAnswer): Promise<void> => {
  await post(CONTROL_URL, answer);
};
