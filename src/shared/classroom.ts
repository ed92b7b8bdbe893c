import { z } from 'zod';
import { helpSchema } from './watching.ts';

/**
 * A class: who takes part, what the instructor may set and do, and what a learner's page knows of it. Only with
 * `npm start -- --class`; without it none of these routes exists and `session.classroom` is `off`.
 *
 * Who is who: a learner has the learner's cookie, staff have one of their own. The secret of a link `/teach#secret` is
 * posted once and answered with that cookie. There are two kinds of secret: the owner's (printed at each start, a new
 * one each time; makes classes and may do everything in all of them) and one for each class.
 *
 * A learner's id is what their cookie holds, so no page but their own ever gets it: others know a `member`.
 *
 *   POST /api/staff                      staffSecretSchema → staffSchema     who has the secret gets the cookie
 *   GET  /api/staff                      → staffSchema                       401 without the cookie
 *   POST /api/staff/leave                {} → {}                             forgets the cookie
 *   POST /api/classes                    newClassSchema → newLinkSchema      owner
 *   POST /api/classes/:class/settings    settingsChangeSchema → classInfoSchema
 *   POST /api/classes/:class/link        {} → newLinkSchema                  a new secret; the old link is void
 *   POST /api/classes/:class/actions     actionSchema → {}                   what comes of it is pushed to the board
 *   POST /api/classes/:class/codes       newCodesSchema → codesSchema        one-time codes; shown this once
 *   POST /api/classes/:class/members/:member/rejoin   {} → rejoinSchema      a new personal code, to be told to them
 *   GET  /api/classes/:class/board       WebSocket, boardMessageSchema (board.ts), JSON text
 *   GET  /api/classes/:class/export.csv, /export.json   downloads
 *   GET  /api/classes/:class/members/:member/report.html, /report.json       the signed report (report.ts)
 *   POST /api/reports/verify             a report.json → verifiedSchema      anybody
 *
 *   POST /api/join/look                  lookSchema → lookedSchema           what a code leads to; counts as a guess
 *   POST /api/join                       joinSchema → joinedSchema           gives the learner's cookie
 *   POST /api/class/leave                {} → {}                             换人: forgets the cookie, nothing else
 *   POST /api/class/hand                 handSchema → {}                     举手, or down again
 *   POST /api/class/seen                 seenSchema → {}                     a message or request was read
 *   POST /api/class/rejoin               {} → rejoinSchema                   a new personal code; the old one is void
 *   GET  /api/class/report.html, /report.json                                the learner's own
 *
 * A learner's page hears of its class over /api/live: message `class` with the whole of {@link learnerClassSchema}.
 */

const iso = z.string();

/** Without what looks alike (0 and O; 1, I and L; U beside V): it is read off a wall and typed on a phone. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The length tells what a code is. Spaces and hyphens that a person puts in are ignored, and so is case. */
export const CLASS_CODE_CHARS = 6;
export const ONE_TIME_CODE_CHARS = 8;
export const REJOIN_CODE_CHARS = 10;

export type CodeKind = 'class' | 'one-time' | 'rejoin';

/** What was typed, as it is compared; undefined: no code at all. For the page too, so that it can say so at once. */
export function readCode(typed: string): { readonly code: string; readonly kind: CodeKind } | undefined {
  const code = typed.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/g, '');
  if ([...code].some((char) => !CODE_ALPHABET.includes(char))) return undefined;
  if (code.length === CLASS_CODE_CHARS) return { code, kind: 'class' };
  if (code.length === ONE_TIME_CODE_CHARS) return { code, kind: 'one-time' };
  if (code.length === REJOIN_CODE_CHARS) return { code, kind: 'rejoin' };
  return undefined;
}

/** `ABC-DEF`, `ABCD-EFGH`, `ABCDE-FGHJK`: halves are easier to read aloud. */
export const showCode = (code: string): string =>
  `${code.slice(0, code.length / 2)}-${code.slice(code.length / 2)}`;

export const MAX_NAME_CHARS = 24;

// ---------------------------------------------------------------- joining

export const lookSchema = z.object({ code: z.string().max(40) }).strict();

export const lookedSchema = z.object({
  kind: z.enum(['class', 'one-time', 'rejoin']),
  title: z.string(),
  /** The name that comes with the code: a rejoin code, or a one-time code made for somebody. Then none is asked for. */
  name: z.string().nullable(),
  /** What is recorded of a learner here, in Chinese, one sentence each. To be shown before joining. */
  notices: z.array(z.string()),
});
export type Looked = z.infer<typeof lookedSchema>;

/** `name` is needed unless the code brings one. */
export const joinSchema = z
  .object({ code: z.string().max(40), name: z.string().max(200).optional() })
  .strict();
export type JoinRequest = z.input<typeof joinSchema>;

export const joinedSchema = z.object({
  title: z.string(),
  /** As others see it: a second 王芳 is 王芳（2）. */
  name: z.string(),
  /** With it another computer becomes this learner. Shown this once; null: it was a rejoin code that was given. */
  rejoin: z.string().nullable(),
});
export type Joined = z.infer<typeof joinedSchema>;

export const rejoinSchema = z.object({ rejoin: z.string() });

export const MAX_NOTE_CHARS = 200;
export const handSchema = z
  .object({ raised: z.boolean(), note: z.string().max(MAX_NOTE_CHARS).default('') })
  .strict();
export type HandRequest = z.input<typeof handSchema>;

/** `message`: the id of a message; `go-to`: the request to come to a step. */
export const seenSchema = z
  .object({ what: z.enum(['message', 'go-to']), id: z.number().int().nonnegative() })
  .strict();
export type SeenRequest = z.input<typeof seenSchema>;

export const classMessageSchema = z.object({
  id: z.number().int().nonnegative(),
  at: iso,
  text: z.string(),
  /** To this learner alone. */
  personal: z.boolean(),
});
export type ClassMessage = z.infer<typeof classMessageSchema>;

/** All that a learner's page knows of the class, pushed whenever something of it changes. */
export const learnerClassSchema = z.object({
  title: z.string(),
  name: z.string(),
  /** What they are called on a board that hides names. */
  number: z.number().int().positive(),
  /** `closed`: the class is over. Progress can be read, machines can't be had. */
  state: z.enum(['open', 'closed']),
  /** Labs that may be started; null: all. */
  openLabs: z.array(z.string()).nullable(),
  /** 先停一下: what is typed into terminals is dropped and nothing can be started until it is false again. */
  paused: z.boolean(),
  /** When this learner's time is up, own extra time included: nothing can be started any more. */
  closesAt: iso.nullable(),
  /** When machines go away; not before closesAt. */
  machinesUntil: iso.nullable(),
  /** May reference solutions be looked at, or steps be done by them. */
  solutions: z.boolean(),
  /** Since when the hand is up, and how many hands were raised before it. */
  hand: z.object({ since: iso, note: z.string(), ahead: z.number().int().nonnegative() }).nullable(),
  /** The instructor asks to come to this step: `start` or `reset` with `from` does it. Gone when done or seen. */
  goTo: z.object({ id: z.number().int(), lab: z.string(), step: z.string(), at: iso }).nullable(),
  /** Not yet seen, oldest first. */
  messages: z.array(classMessageSchema),
  /** As in lookedSchema. */
  notices: z.array(z.string()),
  /** Who looks over the shoulder. */
  help: helpSchema,
});
export type LearnerClass = z.infer<typeof learnerClassSchema>;

// ---------------------------------------------------------------- staff

export const staffSecretSchema = z.object({ secret: z.string().max(200) }).strict();

export const classSettingsSchema = z.object({
  title: z.string(),
  /** `list`: only one-time codes let somebody in (an exam). */
  joinBy: z.enum(['code', 'list']),
  openLabs: z.array(z.string()).nullable(),
  closesAt: iso.nullable(),
  /** For how long machines stay after closesAt; what is passed then is marked late. */
  overtimeMinutes: z.number().int().min(0).max(240),
  /** A machine that nobody typed into for this long goes away; null: the server's own figure. */
  idleMinutes: z.number().int().min(5).max(1440).nullable(),
  /** Without progress at a step for this long while at work: stuck. */
  stuckMinutes: z.number().int().min(1).max(120),
  solutions: z.boolean(),
  /** Terminals are recorded; said at joining, so it can be set only while nobody has joined. */
  record: z.boolean(),
});
export type ClassSettings = z.infer<typeof classSettingsSchema>;

const title = z.string().trim().min(1, '给班起个名字').max(40, '班名最多 40 个字');

export const newClassSchema = z.object({ title }).strict();
export const settingsChangeSchema = classSettingsSchema.extend({ title }).partial().strict();
export type SettingsChange = z.input<typeof settingsChangeSchema>;

export const classInfoSchema = z.object({
  class: z.string(),
  /** Of six characters, as readCode gives it; show it with showCode. */
  code: z.string(),
  state: z.enum(['open', 'closed']),
  paused: z.boolean(),
  createdAt: iso,
  closedAt: iso.nullable(),
  members: z.number().int().nonnegative(),
  settings: classSettingsSchema,
});
export type ClassInfo = z.infer<typeof classInfoSchema>;

export const staffSchema = z.object({
  owner: z.boolean(),
  /** Newest first; the owner's are all there are. */
  classes: z.array(classInfoSchema),
  /** The learners' addresses of this server, best first: without path, for `joinPage`. */
  addresses: z.array(z.string()),
});
export type Staff = z.infer<typeof staffSchema>;

/** The link is `teachPage(secret)` at this server. Shown this once. */
export const newLinkSchema = z.object({ class: classInfoSchema, secret: z.string() });

export const MAX_CODES = 300;
/** `names`: one code each, and that name is then theirs. Else `count` codes whose users write a name. */
export const newCodesSchema = z.union([
  z.object({ count: z.number().int().min(1).max(MAX_CODES) }).strict(),
  z.object({ names: z.array(z.string().max(200)).min(1).max(MAX_CODES) }).strict(),
]);
export type NewCodes = z.input<typeof newCodesSchema>;
export const codesSchema = z.object({
  codes: z.array(z.object({ code: z.string(), name: z.string().nullable() })),
});
export type Codes = z.infer<typeof codesSchema>;

export const MAX_MESSAGE_CHARS = 500;
/** A member, or null for all who have joined. */
const to = z.string().nullable();

export const actionSchema = z.discriminatedUnion('type', [
  z
    .object({ type: z.literal('message'), to, text: z.string().trim().min(1).max(MAX_MESSAGE_CHARS) })
    .strict(),
  /** Asks learners to come to a step. `force`: their machines are made anew at that step without asking. */
  z.object({ type: z.literal('go-to'), to, lab: z.string(), step: z.string(), force: z.boolean() }).strict(),
  /** More time: for all it moves closesAt, for one it is their own. Machines' idle time begins anew. */
  z.object({ type: z.literal('extend'), to, minutes: z.number().int().min(1).max(240) }).strict(),
  z.object({ type: z.literal('pause'), paused: z.boolean() }).strict(),
  /** A fresh machine for whoever has one, at the start of its lab; progress stays. */
  z.object({ type: z.literal('reset'), to }).strict(),
  /** Takes the machine away. */
  z.object({ type: z.literal('stop'), to }).strict(),
  z.object({ type: z.literal('lower-hand'), member: z.string() }).strict(),
  z.object({ type: z.literal('rename'), member: z.string(), name: z.string().max(200) }).strict(),
  /** Out of the class: their cookie and codes are nobody's, the machine goes. What they did stays in exports. */
  z.object({ type: z.literal('remove'), member: z.string() }).strict(),
  /** Ends the class: machines are gone, progress stays. `open` lets it go on. */
  z.object({ type: z.literal('close') }).strict(),
  z.object({ type: z.literal('open') }).strict(),
]);
export type Action = z.input<typeof actionSchema>;
