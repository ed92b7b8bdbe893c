/** Lines that the text has; a newline at its end doesn't begin another. */
export const lineCount = (text: string): number => text.replace(/\r?\n$/, '').split(/\r\n|\r|\n/).length;

/**
 * What may be pasted. Control characters are dropped: copied from a web page they can hide what the reader can't see,
 * such as the end of a bracketed paste, after which the shell would run the rest at once.
 */
export const cleaned = (text: string): string =>
  text.replace(/\r\n/g, '\n').replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]/g, '');

/** The lines as one command line; a `\\` that continued a line has no business there. */
export const onOneLine = (text: string): string =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.replace(/\\$/, '').trim())
    .filter((line) => line !== '')
    .join(' ');

/** "Don't ask again" lasts as long as the page: a warning that is off for ever is no warning. */
export const pasteWarning = { off: false };
