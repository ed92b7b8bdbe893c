import type { JSX } from 'react';
import { parseMeasured, seconds, size, times, type Measured } from './measured-starts.ts';
import { useShown } from './shown.ts';
import styles from './measured-starts.module.css';

const LAB = 'ch1/three-starts';
const STEP = 'measure';

const KINDS = [
  { id: 'vm', name: '虚拟机' },
  { id: 'container', name: '容器' },
  { id: 'lxc', name: 'LXC 容器' },
] as const;

const METRICS = [
  { id: 'ms', title: '启动时间', show: seconds },
  { id: 'memoryKiB', title: '内存', show: size },
  { id: 'diskKiB', title: '磁盘', show: size },
] as const;

/** The learner's own figures of the lab of chapter 1, as bars. */
export function MeasuredStarts(): JSX.Element {
  const measured = parseMeasured(useShown(LAB, STEP, 'measured'));
  if (!measured) {
    return <p className={styles.empty}>还没有你的数字。做完上一步“量一量”，这里就会画出来。</p>;
  }
  return (
    <figure className={styles.chart} data-testid="measured-starts">
      <figcaption>在你的实验机上量到的（虚拟机的加速方式：{measured.accel}）</figcaption>
      {METRICS.map((metric) => (
        <Bars key={metric.id} measured={measured} {...metric} />
      ))}
      <Kernels measured={measured} />
    </figure>
  );
}

interface BarsProps {
  readonly measured: Measured;
  readonly id: (typeof METRICS)[number]['id'];
  readonly title: string;
  show(value: number): string;
}

function Bars({ measured, id, title, show }: BarsProps): JSX.Element {
  const most = Math.max(...KINDS.map((kind) => measured[kind.id][id]));
  const factor = times(measured.vm[id], measured.container[id]);
  return (
    <table className={styles.bars}>
      <caption>
        {title}
        {factor && <span className={styles.note}>虚拟机是容器的 {factor}</span>}
      </caption>
      <tbody>
        {KINDS.map((kind) => (
          <tr key={kind.id} data-kind={kind.id}>
            <th scope="row">{kind.name}</th>
            <td className={styles.track} aria-hidden="true">
              <span style={{ width: `${most > 0 ? (100 * measured[kind.id][id]) / most : 0}%` }} />
            </td>
            <td className={styles.value}>{show(measured[kind.id][id])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Kernels({ measured }: { measured: Measured }): JSX.Element {
  return (
    <table className={styles.bars}>
      <caption>
        内核版本<span className={styles.note}>实验机自己的是 {measured.machineKernel}</span>
      </caption>
      <tbody>
        {KINDS.map((kind) => {
          const { kernel } = measured[kind.id];
          return (
            <tr key={kind.id}>
              <th scope="row">{kind.name}</th>
              <td className={styles.kernel}>
                <code>{kernel}</code>
              </td>
              <td className={styles.value}>{kernel === measured.machineKernel ? '共用' : '自己的'}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
