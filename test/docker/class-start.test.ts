import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testHome } from '../../src/server/config.ts';
import { HEALTH_URL } from '../../src/shared/urls.ts';
import { describeEngine } from './machines.ts';
import { leftovers, startProgram } from './program.ts';

const home = join(testHome(), 'e2e');
const options = ['--class', '--home', home, '--port', '0', '--warm', '0', '--machines', '3'];

describeEngine('npm start -- --class', () => {
  test(
    'on the network, encrypted by a certificate of its own: what it prints is what there is',
    async () => {
      const program = startProgram([...options, '--host', '0.0.0.0', '--tls', 'self']);
      try {
        await expect.poll(program.output, { timeout: 10 * 60_000 }).toMatch(/确认指纹后继续：\n\S+\n/);
        const said = program.output();
        expect(said).toContain('教室已就绪');
        expect(said).toMatch(/▄|█/); // the QR code
        expect(said).toMatch(/班级码：\S+/);
        expect(said).toContain('最多 3 台实验机');
        expect(said).toMatch(/老师的链接[^]*https:\/\/\S+\/teach#\S{20,}/);
        const address = /^(https:\/\/127\.0\.0\.1:\d+)$/m.exec(said)![1]!;
        const cert = readFileSync(join(home, 'tls/cert.pem'), 'utf8');
        expect(said).toContain(new X509Certificate(cert).fingerprint256);
        // Trusted as a learner's browser does it who has compared the fingerprint: the certificate itself is the authority.
        const status = await new Promise<number | undefined>((resolve, reject) => {
          const asked = request(address + HEALTH_URL, { ca: cert }, ({ statusCode }) => resolve(statusCode));
          asked.once('error', reject).end();
        });
        expect(status).toBe(200);
        await expect(fetch(address.replace('https', 'http') + HEALTH_URL)).rejects.toThrow();
      } finally {
        program.child.kill('SIGTERM');
        await program.ended;
      }
      expect(await leftovers(home)).toEqual([]);
    },
    12 * 60_000,
  );

  test('a certificate that is not there: which file, before anything is started', async () => {
    const program = startProgram([
      ...options,
      '--tls-cert',
      '/nowhere/cert.pem',
      '--tls-key',
      '/nowhere/key.pem',
    ]);
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain('/nowhere/cert.pem');
    expect(program.output()).toContain('下一步');
    expect(await leftovers(home)).toEqual([]);
  });

  test('half of a certificate, or two ways at once', async () => {
    for (const wrong of [
      ['--tls-cert', '/nowhere/cert.pem'],
      ['--tls', 'self', '--tls-cert', '/nowhere/cert.pem', '--tls-key', '/nowhere/key.pem'],
      ['--tls', 'sure'],
      ['--machines', '0'],
    ]) {
      const program = startProgram([...options, ...wrong]);
      expect(await program.ended, wrong.join(' ')).toBe(1);
      expect(program.output(), wrong.join(' ')).toContain('下一步');
    }
  });
});
