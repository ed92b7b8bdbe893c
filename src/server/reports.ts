import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  Refused,
  type Classroom,
  type MemberRow,
  type Permission,
  type Target,
} from '../engine/classroom.ts';
import { signedReportSchema } from '../shared/report.ts';
import { OWN_REPORT_HTML_URL, OWN_REPORT_JSON_URL, VERIFY_URL } from '../shared/urls.ts';

interface Params {
  class: string;
  member: string;
}

/** A report of a long term with all its commands. */
const MAX_REPORT_BYTES = 16 * 1024 * 1024;
/** The report is a page of its own: nothing in it may run or load, whatever a learner typed. */
const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** What is taken home from a class: a table of all, and a signed report of each. */
export function registerReports(
  app: FastifyInstance,
  classroom: Classroom,
  need: (request: FastifyRequest, action: Permission, target: Target) => void,
  self: (request: FastifyRequest) => MemberRow,
): void {
  const page = (reply: FastifyReply, html: string): FastifyReply =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', REPORT_POLICY).send(html);
  const file = (reply: FastifyReply, type: string, name: string, body: string): FastifyReply =>
    reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(body);
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const ofClass = '/api/classes/:class';

  app.get<{ Params: Params }>(`${ofClass}/export.csv`, (request, reply) => {
    const { class: id } = request.params;
    need(request, 'class.export', { class: id });
    return file(reply, 'text/csv; charset=utf-8', 'class.csv', classroom.csv(id));
  });
  app.get<{ Params: Params }>(`${ofClass}/export.json`, (request, reply) => {
    const { class: id } = request.params;
    need(request, 'class.export', { class: id });
    const body = json({ class: classroom.info(id), reports: classroom.reports(id) });
    return file(reply, 'application/json', 'class.json', body);
  });
  app.get<{ Params: Params }>(`${ofClass}/members/:member/report.html`, (request, reply) => {
    need(request, 'member.report', request.params);
    return page(reply, classroom.reportPage(request.params.class, request.params.member));
  });
  app.get<{ Params: Params }>(`${ofClass}/members/:member/report.json`, (request, reply) => {
    need(request, 'member.report', request.params);
    const signed = classroom.signedReport(request.params.class, request.params.member);
    return file(reply, 'application/json', 'report.json', json(signed));
  });
  app.get(OWN_REPORT_HTML_URL, (request, reply) => {
    const me = self(request);
    return page(reply, classroom.reportPage(me.class, me.id));
  });
  app.get(OWN_REPORT_JSON_URL, (request, reply) => {
    const me = self(request);
    return file(reply, 'application/json', 'report.json', json(classroom.signedReport(me.class, me.id)));
  });
  app.post(VERIFY_URL, { bodyLimit: MAX_REPORT_BYTES }, (request) => {
    const signed = signedReportSchema.safeParse(request.body);
    if (!signed.success)
      throw new Refused('wrong-code', '这不是一份学习报告。', '选择下载来的 report.json，不要改它。');
    return classroom.verify(signed.data);
  });
}
