import { createHash, randomBytes, randomInt } from 'node:crypto';
import { CODE_ALPHABET } from '../../shared/classroom.ts';

/** A code that people read and type. Unbiased: `randomInt` rejects, a remainder would not. */
export const newCode = (chars: number): string =>
  Array.from({ length: chars }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');

/** 192 random bits: what a link or a cookie of staff holds. */
export const newSecret = (): string => randomBytes(24).toString('base64url');

/** As the server makes learners' ids everywhere. */
export const newLearnerId = (): string => randomBytes(16).toString('base64url');

export const newId = (): string => randomBytes(9).toString('base64url');

/** What is kept of a secret. Random enough not to need a slow hash; rejoin codes (49 bits) are guessed at 60 in ten minutes. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
