import { renderUnicodeCompact } from 'uqr';
import type { ClassAnnouncement } from '../server/class-start.ts';

/** What the instructor reads off the screen: the way in for learners, and their own link. */
export function printClass(class_: ClassAnnouncement, address: string): void {
  const { joinUrls, title, code, others, teachUrl, machines, fingerprint } = class_;
  const [best = '', ...rest] = joinUrls;
  console.log(`\n教室已就绪（按 Ctrl-C 停止）：\n${address}\n`);
  console.log(renderUnicodeCompact(best, { border: 2 }));
  console.log(`学员扫码，或者打开：${best.split('#')[0]}`);
  console.log(`班级：${title}　班级码：${code}${others > 0 ? `　另有 ${others} 个班开着，见看板` : ''}`);
  if (rest.length > 0)
    console.log(`同一台机器的其他地址：${rest.map((url) => url.split('/join')[0]).join('、')}`);
  console.log(`\n老师的链接（不要给学员看；每次启动换新的）：\n${teachUrl}\n`);
  console.log(`最多 ${machines} 台实验机，再多的人排队；要改用 --machines。`);
  if (fingerprint !== undefined)
    console.log(`证书是自签的，浏览器会警告一次，确认指纹后继续：\n${fingerprint}`);
  else if (best.startsWith('http:'))
    console.log('连接没有加密：同一网络里的人可能偷看，甚至冒充别人。网络不可信就加上 --tls self。');
}
