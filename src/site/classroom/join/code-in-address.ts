import { readCode } from '../../../shared/classroom.ts';

/** A code out of the address: `#ABCDEF` as in the class's QR code, or `?code=`. */
export function codeInAddress({ hash, search }: { hash: string; search: string }): string {
  const text = new URLSearchParams(search).get('code') ?? decoded(hash.slice(1));
  return readCode(text)?.code ?? '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
