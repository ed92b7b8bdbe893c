import { existsSync } from 'node:fs';

/** Debian's, or another system one: Playwright's own download is not needed. */
export function chromiumPath(): string {
  const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );
  return found ?? '/usr/bin/chromium';
}
