import type { Finding } from './diagnose/finding.ts';
import { homeFindings } from './diagnose/home.ts';
import { network } from './diagnose/network.ts';
import { disk, memory, port } from './diagnose/resources.ts';
import { cgroups, features, kernel, packages, securityModules, system, user } from './diagnose/system.ts';
import { lockHolder } from './lock.ts';

export type { Finding } from './diagnose/finding.ts';

export interface DiagnoseOptions {
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly needsBytes: number;
}

/** Looks at the machine without changing anything; the engine need not be running. */
export async function diagnoseHost(options: DiagnoseOptions): Promise<Finding[]> {
  const { home, host, needsBytes } = options;
  const running = lockHolder(home) !== undefined;
  const linux = process.platform === 'linux';
  const findings = [
    system(),
    user(),
    ...(linux ? [packages(), ...(await features()), cgroups(), kernel(), securityModules()] : []),
    disk(home, needsBytes),
    memory(),
    await port(host, options.port, running),
    ...(linux ? [...(await network()), ...(await homeFindings(home))] : []),
  ];
  return findings.filter((finding) => finding !== undefined);
}
