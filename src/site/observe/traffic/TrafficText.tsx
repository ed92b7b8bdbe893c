import type { JSX } from 'react';
import type { TrafficState } from '../../../shared/observe.ts';
import { networkLines, portsOf, type Port } from './graph.ts';
import styles from './traffic.module.css';

interface TrafficTextProps {
  readonly state: TrafficState;
  readonly onOpen: (port: Port) => void;
}

export function TrafficText({ state, onOpen }: TrafficTextProps): JSX.Element {
  const nameOf = (id: string): string =>
    state.containers.find((each) => each.id === id)?.name ?? id.slice(0, 12);
  const ports = portsOf(state.ports);
  return (
    <div className={styles.text}>
      <h3>发布的端口</h3>
      {ports.length === 0 && <p>没有。</p>}
      <ul>
        {ports.map((port) => (
          <li key={port.key}>
            {port.addresses.map((address) => `${address}:${port.hostPort}`).join('、')} →{' '}
            {nameOf(port.container)} 的 {port.containerPort}/{port.protocol}{' '}
            {port.web && (
              <button type="button" onClick={() => onOpen(port)}>
                打开网页
              </button>
            )}
          </li>
        ))}
      </ul>
      <h3>网络</h3>
      <ul>
        {state.networks.map((network) => (
          <li key={network.id}>
            <strong>{network.name}</strong>：{networkLines(network).join('，')}
            <ul>
              {network.members.map(({ container, address, aliases }) => (
                <li key={container}>
                  {nameOf(container)}：{address ?? '没有在运行，没有地址'}
                  {aliases.length > 0 && `，也叫 ${aliases.join('、')}`}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}
