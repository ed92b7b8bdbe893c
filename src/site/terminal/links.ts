import type { ILinkHandler } from '@xterm/xterm';
import { commandKey, isMac, isTouch } from './platform.ts';

export interface LinkHint {
  readonly text: string;
  readonly clientX: number;
  readonly clientY: number;
}

/** Names and addresses that mean the machine itself or its own network: this browser would go somewhere else. */
const INSIDE =
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+)$/;

export function describeLink(uri: string): { readonly opens: boolean; readonly text: string } {
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    return { opens: false, text: '' };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { opens: false, text: `${uri}：只能打开 http 和 https 的链接` };
  if (INSIDE.test(url.hostname))
    return { opens: false, text: `${url.host} 是实验机里的地址，浏览器到不了；在终端里用 curl 访问` };
  return { opens: true, text: `按住 ${commandKey()} 点击，打开 ${uri}` };
}

/** For addresses in the text and for OSC 8 links, whose text may be quite another than where they lead. */
export function linkHandler(show: (hint: LinkHint | null) => void): ILinkHandler {
  return {
    activate(event, uri) {
      const wanted = isTouch() || (isMac() ? event.metaKey : event.ctrlKey);
      // What a program prints must not get at this page through `window.opener`.
      if (wanted && describeLink(uri).opens) window.open(uri, '_blank', 'noopener,noreferrer');
    },
    hover(event, uri) {
      const { text } = describeLink(uri);
      show(text ? { text, clientX: event.clientX, clientY: event.clientY } : null);
    },
    leave: () => show(null),
    // Otherwise xterm leaves those out that `activate` is to refuse, and the reader would not learn why.
    allowNonHttpProtocols: true,
  };
}
