import { useState, type JSX, type ReactNode } from 'react';
import { fit, widthOf } from '../draw/text.ts';
import type { Port, TrafficGraph, TrafficNode } from './graph.ts';
import styles from './traffic.module.css';

interface TrafficSvgProps {
  readonly graph: TrafficGraph;
  readonly opened: Port | null;
  /** The container that a lesson points at. */
  readonly pointed: string | null;
  readonly onOpen: (port: Port) => void;
}

const LINE_PX = 15;

/** What is joined to what: pointing at one thing lights up its ways. */
export function TrafficSvg({ graph, opened, pointed, onOpen }: TrafficSvgProps): JSX.Element {
  const [over, setOver] = useState<string | null>(null);
  const lit = new Set(over === null ? [] : joined(graph, over));
  return (
    <svg
      className={styles.svg}
      viewBox={`0 0 ${graph.width} ${graph.height}`}
      width={graph.width}
      height={graph.height}
      role="group"
      aria-label="网络：发布的端口、容器和它们所在的网络"
    >
      {graph.edges.map((edge) => (
        <path
          key={edge.key}
          className={styles.edge}
          data-idle={edge.idle}
          data-lit={lit.has(edge.from) && lit.has(edge.to)}
          d={edge.path}
        />
      ))}
      {[...graph.nodes].map(([id, node]) => (
        <g
          key={id}
          transform={`translate(${node.x} ${node.y})`}
          data-lit={lit.has(id)}
          className={styles.node}
          data-kind={node.kind}
          onMouseEnter={() => setOver(id)}
          onMouseLeave={() => setOver(null)}
          onFocus={() => setOver(id)}
          onBlur={() => setOver(null)}
        >
          <Node node={node} opened={opened} pointed={pointed} onOpen={onOpen} />
        </g>
      ))}
    </svg>
  );
}

/** A node with all that leads to it and from it: not the neighbours' other neighbours. */
function joined({ edges }: TrafficGraph, id: string): string[] {
  const way = (from: 'from' | 'to', to: 'from' | 'to', start: string): string[] => {
    const next = edges.filter((edge) => edge[from] === start).map((edge) => edge[to]);
    return [...next, ...next.flatMap((each) => way(from, to, each))];
  };
  return [id, ...way('from', 'to', id), ...way('to', 'from', id)];
}

interface NodeProps {
  readonly node: TrafficNode;
  readonly opened: Port | null;
  readonly pointed: string | null;
  readonly onOpen: (port: Port) => void;
}

function Node({ node, opened, pointed, onOpen }: NodeProps): JSX.Element {
  const { width, height } = node;
  switch (node.kind) {
    case 'outside':
      return (
        <>
          <rect className={styles.outside} width={width} height={height} rx={8} />
          <text className={styles.name} x={width / 2} y={height / 2 - 2} textAnchor="middle">
            实验机
          </text>
          <text className={styles.line} x={width / 2} y={height / 2 + 13} textAnchor="middle">
            的端口
          </text>
        </>
      );
    case 'port':
      return <PortNode node={node} opened={opened?.key === node.port.key} onOpen={onOpen} />;
    case 'container': {
      const { name, image, state } = node.container;
      return (
        <Card
          label={`容器 ${name}，${image}，${node.lines.join('，') || '没有地址'}`}
          title={`${name}（${image}，${state}）`}
          container={name}
        >
          <rect
            className={styles.container}
            data-state={state}
            data-pointed={name === pointed}
            width={width}
            height={height}
            rx={5}
          />
          <circle className={styles.dot} data-state={state} cx={13} cy={15} r={4} />
          <text className={styles.name} x={23} y={19}>
            {fit(name, width - 32, 12)}
          </text>
          <Lines lines={node.lines} width={width} x={13} />
        </Card>
      );
    }
    case 'network':
      return (
        <Card
          label={`网络 ${node.network.name}，${node.lines.join('，')}，${node.network.members.length} 个容器`}
          title={node.network.name}
        >
          <rect className={styles.network} width={width} height={height} rx={5} />
          <path className={styles.quay} d={`M0 4V${height - 4}`} />
          <text className={styles.name} x={13} y={19}>
            {fit(node.network.name, width - 22, 12)}
          </text>
          <Lines lines={node.lines} width={width} x={13} />
        </Card>
      );
  }
}

interface CardProps {
  readonly label: string;
  readonly title: string;
  readonly container?: string;
  readonly children: ReactNode;
}

function Card({ label, title, container, children }: CardProps): JSX.Element {
  return (
    <g className={styles.card} role="img" tabIndex={0} aria-label={label} data-container={container}>
      <title>{title}</title>
      {children}
    </g>
  );
}

function Lines({ lines, width, x }: { lines: readonly string[]; width: number; x: number }): JSX.Element {
  return (
    <>
      {lines.map((line, index) => (
        <text key={index} className={styles.line} x={x} y={35 + index * LINE_PX}>
          {fit(line, width - x - 8, 11)}
        </text>
      ))}
    </>
  );
}

interface PortNodeProps {
  readonly node: Extract<TrafficNode, { kind: 'port' }>;
  readonly opened: boolean;
  readonly onOpen: (port: Port) => void;
}

function PortNode({ node: { port, width, height }, opened, onOpen }: PortNodeProps): JSX.Element {
  const onlyLocal = port.addresses.every((address) => address === '127.0.0.1' || address === '::1');
  const to = `→ ${port.containerPort}/${port.protocol}`;
  const label = `端口 ${port.hostPort}，通到容器的 ${port.containerPort}/${port.protocol}${onlyLocal ? '，只在实验机里听' : ''}`;
  const body = (
    <>
      <rect className={styles.port} data-opened={opened} width={width} height={height} rx={20} />
      <text className={styles.number} x={14} y={17}>
        {port.hostPort}
        {onlyLocal && (
          <tspan className={styles.line} dx={5}>
            本机
          </tspan>
        )}
      </text>
      <text className={styles.line} x={14} y={32}>
        {to}
      </text>
      {port.web && width > 14 + widthOf(to, 11) + 22 && (
        <path
          className={styles.open}
          transform={`translate(${width - 27} ${height / 2 - 7})`}
          d="M5 2H2v10h10V9M8 2h4v4M12 2 6.5 7.5"
        />
      )}
    </>
  );
  if (!port.web)
    return (
      <g className={styles.card} role="img" tabIndex={0} aria-label={label}>
        {body}
      </g>
    );
  return (
    <g
      className={styles.card}
      role="button"
      tabIndex={0}
      aria-pressed={opened}
      aria-label={`打开网页：${label}`}
      data-port={port.hostPort}
      onClick={() => onOpen(port)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onOpen(port);
      }}
    >
      <title>打开网页：{port.addresses.map((address) => `${address}:${port.hostPort}`).join('、')}</title>
      {body}
    </g>
  );
}
