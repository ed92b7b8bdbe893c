import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { reportSchema, type Report, type SignedReport, type Verified } from '../../shared/report.ts';
import type { ClassroomStore } from '../progress.ts';

const KEY = 'report-key';

/** The server's own key, made at its first use and kept with the classes. */
export function openSigner(store: ClassroomStore): {
  sign(report: Report): SignedReport;
  verify(signed: SignedReport): Verified;
} {
  let kept: KeyObject | undefined;
  const privateKey = (): KeyObject => {
    if (kept) return kept;
    const stored = store.secret(KEY);
    if (stored !== undefined) return (kept = createPrivateKey(stored));
    const made = generateKeyPairSync('ed25519').privateKey;
    store.setSecret(KEY, made.export({ type: 'pkcs8', format: 'pem' }) as string);
    return (kept = made);
  };
  return {
    sign(report) {
      const text = JSON.stringify(report);
      const key = privateKey();
      return {
        report: text,
        algorithm: 'Ed25519',
        publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
        signature: sign(null, Buffer.from(text), key).toString('base64'),
      };
    },
    verify({ report, signature }) {
      // Never the key that comes with it: a forger would bring their own.
      const key = createPublicKey(privateKey());
      if (!verify(null, Buffer.from(report), key, Buffer.from(signature, 'base64')))
        return { genuine: false, reason: '签名对不上：报告被改动过，或者不是这台服务器出的。' };
      return { genuine: true, report: reportSchema.parse(JSON.parse(report)) };
    },
  };
}
