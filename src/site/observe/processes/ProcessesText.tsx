import type { JSX } from 'react';
import type { ProcessesState } from '../../../shared/observe.ts';
import { memoryText } from '../draw/text.ts';
import type { ProcessTree } from './tree.ts';
import { cgroupText, namespacesText, ROLE_TEXT } from './words.ts';
import styles from './processes.module.css';

export function ProcessesText({ state, tree }: { state: ProcessesState; tree: ProcessTree }): JSX.Element {
  const nameOf = (container: string | null): string =>
    container === null ? '' : (state.containers[container] ?? '');
  return (
    <div className={styles.text}>
      <table>
        <caption>进程，父进程在子进程之前</caption>
        <thead>
          <tr>
            {['进程', '进程号', '父进程', '是什么', '容器', 'namespace', '内存'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tree.rows.map(({ process }) => (
            <tr key={process.pid}>
              <th scope="row">
                <code>{process.command || process.name}</code>
              </th>
              <td>
                {process.pid}
                {process.innerPid !== process.pid && `（里面是 ${process.innerPid}）`}
              </td>
              <td>{process.ppid}</td>
              <td>{ROLE_TEXT[process.role]}</td>
              <td>{nameOf(process.container)}</td>
              <td>{namespacesText(process)}</td>
              <td>{memoryText(process.memoryBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption>cgroup 的用量和限制</caption>
        <tbody>
          {state.cgroups.map((cgroup) => (
            <tr key={cgroup.path}>
              <th scope="row">{cgroup.container === null ? '整台实验机' : nameOf(cgroup.container)}</th>
              <td>{cgroupText(cgroup)}</td>
              <td>
                <code>{cgroup.memory.file}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
