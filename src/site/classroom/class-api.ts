import {
  classInfoSchema,
  codesSchema,
  joinedSchema,
  lookedSchema,
  newLinkSchema,
  rejoinSchema,
  staffSchema,
  type Action,
  type ClassInfo,
  type Codes,
  type HandRequest,
  type Joined,
  type JoinRequest,
  type Looked,
  type NewCodes,
  type SeenRequest,
  type SettingsChange,
  type Staff,
} from '../../shared/classroom.ts';
import { reportSchema, signedReportSchema, type Report } from '../../shared/report.ts';
import {
  actionsUrl,
  CLASSES_URL,
  codesUrl,
  HAND_URL,
  JOIN_URL,
  LEAVE_URL,
  linkUrl,
  LOOK_URL,
  memberRejoinUrl,
  REJOIN_URL,
  reportJsonUrl,
  SEEN_URL,
  settingsUrl,
  STAFF_LEAVE_URL,
  STAFF_URL,
} from '../../shared/urls.ts';
import { call, parse, post } from '../live/api-client.ts';

/** The calls of a class; all reject with ApiFailure, whose message is ready to be shown. What comes of most is pushed. */

export const lookAt = async (code: string): Promise<Looked> =>
  parse(lookedSchema, await post(LOOK_URL, { code }));
export const join = async (request: JoinRequest): Promise<Joined> =>
  parse(joinedSchema, await post(JOIN_URL, request));
export const leaveClass = async (): Promise<void> => {
  await post(LEAVE_URL, {});
};
export const setHand = async (request: HandRequest): Promise<void> => {
  await post(HAND_URL, request);
};
export const markSeen = async (request: SeenRequest): Promise<void> => {
  await post(SEEN_URL, request);
};
/** The old one is void then. */
export const newRejoinCode = async (): Promise<string> =>
  parse(rejoinSchema, await post(REJOIN_URL, {})).rejoin;

export const becomeStaff = async (secret: string): Promise<Staff> =>
  parse(staffSchema, await post(STAFF_URL, { secret }));
/** Rejects where this browser has not opened an instructor's link. */
export const fetchStaff = async (): Promise<Staff> =>
  parse(staffSchema, await call(STAFF_URL, { method: 'GET', cache: 'no-store' }));
export const leaveStaff = async (): Promise<void> => {
  await post(STAFF_LEAVE_URL, {});
};

export interface NewLink {
  readonly class: ClassInfo;
  readonly secret: string;
}
export const makeClass = async (title: string): Promise<NewLink> =>
  parse(newLinkSchema, await post(CLASSES_URL, { title }));
export const newLink = async (id: string): Promise<NewLink> =>
  parse(newLinkSchema, await post(linkUrl(id), {}));
export const changeSettings = async (id: string, change: SettingsChange): Promise<ClassInfo> =>
  parse(classInfoSchema, await post(settingsUrl(id), change));
export const act = async (id: string, action: Action): Promise<void> => {
  await post(actionsUrl(id), action);
};
export const makeCodes = async (id: string, request: NewCodes): Promise<Codes> =>
  parse(codesSchema, await post(codesUrl(id), request));
export const memberRejoinCode = async (id: string, member: string): Promise<string> =>
  parse(rejoinSchema, await post(memberRejoinUrl(id, member), {})).rejoin;

/** What a learner did, out of the signed report. */
export async function fetchReport(id: string, member: string): Promise<Report> {
  const signed = parse(
    signedReportSchema,
    await call(reportJsonUrl(id, member), { method: 'GET', cache: 'no-store' }),
  );
  return parse(reportSchema, JSON.parse(signed.report) as unknown);
}
