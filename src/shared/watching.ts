import { z } from 'zod';

/**
 * Looking over a shoulder: what travels between the instructor's page, the learner's and the server beside the
 * terminals' own frames (wire.ts).
 *
 *   GET  /api/classes/:class/members/:member/terminals             → openTerminalsSchema   staff
 *   GET  /api/classes/:class/members/:member/terminals/:terminal   WebSocket, staff: wire frames of that terminal, to be
 *        looked at; and JSON text, both ways: {@link controlAskSchema} up, {@link controlStateSchema} down
 *   GET  /api/classes/:class/wall                 WebSocket, staff: {@link wallMessageSchema}, JSON text
 *   GET  /api/classes/:class/broadcast            → broadcastSchema          staff
 *   POST /api/classes/:class/broadcast            broadcastRequestSchema → broadcastSchema   of this browser's own terminal
 *   GET  /api/classes/:class/broadcast/terminal   WebSocket, members and staff: wire frames, to be looked at
 *   POST /api/class/control                       controlAnswerSchema → {}   the learner allows it, refuses, or ends it
 *   GET  /api/classes/:class/members/:member/recordings            → recordingsSchema   staff, and the member
 *   GET  /api/classes/:class/members/:member/recordings/:recording → asciicast v2       staff, and the member
 */

/** Terminals that a member has open now. */
export const openTerminalsSchema = z.object({
  terminals: z.array(z.object({ lab: z.string(), terminal: z.number() })),
});
export type OpenTerminals = z.infer<typeof openTerminalsSchema>['terminals'];

/** `busy`: somebody else helps this learner just now. `refused`: the learner said no, or nothing for a minute. */
export const controlStateSchema = z.object({
  control: z.enum(['none', 'asked', 'given', 'refused', 'busy']),
});
export type ControlState = z.infer<typeof controlStateSchema>['control'];

export const controlAskSchema = z.object({ control: z.enum(['ask', 'end']) }).strict();
export type ControlAsk = z.infer<typeof controlAskSchema>['control'];

/** `id`: the request that is answered. Not allowing one that was allowed ends it. */
export const controlAnswerSchema = z
  .object({ id: z.number().int().nonnegative(), allow: z.boolean() })
  .strict();
export type ControlAnswer = z.input<typeof controlAnswerSchema>;

/** What a learner is told of those who look on; part of learnerClassSchema. */
export const helpSchema = z.object({
  /** Numbers of the terminals that an instructor has open just now, or sees on the wall. */
  watched: z.array(z.number()),
  /** Somebody asks to type into this terminal, or was allowed to. */
  control: z.object({ id: z.number(), terminal: z.number(), state: z.enum(['asked', 'given']) }).nullable(),
  /** The class that shows a terminal to everybody, and since when. */
  broadcast: z.object({ class: z.string(), since: z.string() }).nullable(),
  /** Terminals that are being recorded. */
  recorded: z.array(z.number()),
});
export type Help = z.infer<typeof helpSchema>;

/** Text of a screen, without colours: a thumbnail is read by its shape. */
export const wallScreenSchema = z.object({
  member: z.string(),
  lab: z.string(),
  terminal: z.number(),
  cols: z.number(),
  rows: z.number(),
  text: z.string(),
});
export type WallScreen = z.infer<typeof wallScreenSchema>;

/** Screens that are new or have changed, and those that are gone. The first message has all there are. */
export const wallMessageSchema = z.object({
  screens: z.array(wallScreenSchema),
  gone: z.array(z.object({ member: z.string(), terminal: z.number() })),
});
export type WallMessage = z.infer<typeof wallMessageSchema>;

export const broadcastSchema = z.object({
  on: z.object({ lab: z.string(), terminal: z.number(), since: z.string(), viewers: z.number() }).nullable(),
  /** Terminals that this browser has open and could show. */
  mine: openTerminalsSchema.shape.terminals,
});
export type Broadcast = z.infer<typeof broadcastSchema>;

/** The number of one of this browser's own terminals; null: no more. */
export const broadcastRequestSchema = z.object({ terminal: z.number().int().positive().nullable() }).strict();
export type BroadcastRequest = z.input<typeof broadcastRequestSchema>;

export const recordingsSchema = z.object({
  recordings: z.array(
    z.object({
      id: z.string(),
      lab: z.string(),
      terminal: z.number(),
      startedAt: z.string(),
      seconds: z.number(),
      bytes: z.number(),
    }),
  ),
});
export type RecordingList = z.infer<typeof recordingsSchema>['recordings'];
