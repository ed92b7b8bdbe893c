import { terminalUrl } from '../../shared/urls.ts';

/** Ends the shell at the other end. A server that is away just now keeps it: then it ends with the machine. */
export async function closeShell(lab: string, number: number): Promise<void> {
  await fetch(terminalUrl(lab, number), { method: 'DELETE', credentials: 'same-origin' }).catch(
    () => undefined,
  );
}
