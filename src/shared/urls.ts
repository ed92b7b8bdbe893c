/** Where each thing is served: one builder for the browser and the tests; the server's routes use the same patterns. */

export const SESSION_URL = '/api/session';
export const LIVE_URL = '/api/live';
export const PROGRESS_URL = '/api/progress';
/** 200 while a learner can work, else 503; why, for those who may know. */
export const HEALTH_URL = '/healthz';
/** 200 while the process answers: for what would restart it. */
export const LIVENESS_URL = '/healthz/live';
export const METRICS_URL = '/metrics';

/** Lab ids contain slashes (`ch4/hello`), so they travel encoded as one path segment. */
export const labUrl = (lab: string): string => `/api/labs/${encodeURIComponent(lab)}`;
/** POST {@link startRequestSchema}: gives the learner a machine. */
export const startUrl = (lab: string): string => `${labUrl(lab)}/start`;
/** POST {@link resetRequestSchema}: throws the machine away and gives a fresh one; progress stays. */
export const resetUrl = (lab: string): string => `${labUrl(lab)}/reset`;
/** POST: throws the machine away. */
export const stopUrl = (lab: string): string => `${labUrl(lab)}/stop`;
/** POST: puts the expiry off. */
export const extendUrl = (lab: string): string => `${labUrl(lab)}/extend`;
/** POST {@link checkRequestSchema}: evaluates one step now; answers with a verdict. */
export const checkUrl = (lab: string, step: string): string =>
  `${labUrl(lab)}/steps/${encodeURIComponent(step)}/check`;
/** POST: the learner leaves the step out; the next one becomes the current one. */
export const skipUrl = (lab: string, step: string): string =>
  `${labUrl(lab)}/steps/${encodeURIComponent(step)}/skip`;
/** POST {@link hintsRequestSchema}. */
export const hintsUrl = (lab: string, step: string): string =>
  `${labUrl(lab)}/steps/${encodeURIComponent(step)}/hints`;
/** POST: answers with {@link solutionSchema}. Not GET: it is noted. */
export const solutionUrl = (lab: string, step: string): string =>
  `${labUrl(lab)}/steps/${encodeURIComponent(step)}/solution`;
/** WebSocket with the frames of wire.ts. `terminal` counts from 1. */
export const terminalUrl = (lab: string, terminal: number): string => `${labUrl(lab)}/terminals/${terminal}`;
/** WebSocket with the messages of observe.ts, open only while the panel is visible. Closed with 4401 or 4404 like a terminal's. */
export const observeUrl = (lab: string): string => `${labUrl(lab)}/observe`;
/**
 * GET: a page that the learner's machine serves on this port, for a frame in the lesson. It answers by sending the
 * frame on to an address that holds a secret of the machine, since a sandboxed page's own requests carry no cookie.
 */
export const webUrl = (lab: string, port: number, path = '/'): string =>
  `${labUrl(lab)}/web/${port}${path.startsWith('/') ? path : `/${path}`}`;

/** Pages. What is secret stands behind `#`: it reaches no server's log. */
export const JOIN_PAGE = '/join';
export const TEACH_PAGE = '/teach';
export const joinPage = (code: string): string => `${JOIN_PAGE}#${code}`;
export const teachPage = (secret: string): string => `${TEACH_PAGE}#${secret}`;

/** The routes of a class, for a learner; the table of all of them is in classroom.ts. */
export const LOOK_URL = '/api/join/look';
export const JOIN_URL = '/api/join';
export const LEAVE_URL = '/api/class/leave';
export const HAND_URL = '/api/class/hand';
export const SEEN_URL = '/api/class/seen';
export const REJOIN_URL = '/api/class/rejoin';
export const OWN_REPORT_HTML_URL = '/api/class/report.html';
export const OWN_REPORT_JSON_URL = '/api/class/report.json';

/** For staff. */
export const STAFF_URL = '/api/staff';
export const STAFF_LEAVE_URL = '/api/staff/leave';
export const CLASSES_URL = '/api/classes';
export const VERIFY_URL = '/api/reports/verify';
export const classUrl = (id: string): string => `${CLASSES_URL}/${encodeURIComponent(id)}`;
export const settingsUrl = (id: string): string => `${classUrl(id)}/settings`;
export const linkUrl = (id: string): string => `${classUrl(id)}/link`;
export const actionsUrl = (id: string): string => `${classUrl(id)}/actions`;
export const codesUrl = (id: string): string => `${classUrl(id)}/codes`;
/** WebSocket. */
export const boardUrl = (id: string): string => `${classUrl(id)}/board`;
export const exportCsvUrl = (id: string): string => `${classUrl(id)}/export.csv`;
export const exportJsonUrl = (id: string): string => `${classUrl(id)}/export.json`;
export const memberUrl = (id: string, member: string): string =>
  `${classUrl(id)}/members/${encodeURIComponent(member)}`;
export const memberRejoinUrl = (id: string, member: string): string => `${memberUrl(id, member)}/rejoin`;
export const reportHtmlUrl = (id: string, member: string): string => `${memberUrl(id, member)}/report.html`;
export const reportJsonUrl = (id: string, member: string): string => `${memberUrl(id, member)}/report.json`;

/** Looking over a shoulder; the table of these is in watching.ts. */
export const CONTROL_URL = '/api/class/control';
export const memberTerminalsUrl = (id: string, member: string): string =>
  `${memberUrl(id, member)}/terminals`;
/** WebSocket. */
export const watchUrl = (id: string, member: string, terminal: number): string =>
  `${memberTerminalsUrl(id, member)}/${terminal}`;
/** WebSocket. */
export const wallUrl = (id: string): string => `${classUrl(id)}/wall`;
export const broadcastUrl = (id: string): string => `${classUrl(id)}/broadcast`;
/** WebSocket. */
export const broadcastTerminalUrl = (id: string): string => `${broadcastUrl(id)}/terminal`;
export const recordingsUrl = (id: string, member: string): string => `${memberUrl(id, member)}/recordings`;
export const recordingUrl = (id: string, member: string, recording: string): string =>
  `${recordingsUrl(id, member)}/${encodeURIComponent(recording)}`;
