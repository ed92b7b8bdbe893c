export interface Chapter {
  readonly number: string;
  /** Its labs are the ones below this folder of labs/. */
  readonly labs: string;
  readonly title: string;
  readonly about: string;
  /** The chapter's first lesson; chapters without one are still being written. */
  readonly to?: string;
}

export const CHAPTERS: readonly Chapter[] = [
  {
    number: '一',
    labs: 'ch1',
    title: '虚拟机与容器',
    about: '两种隔离，差别在内核',
    to: '/docs/ch1-vm-and-container/two-kinds',
  },
  {
    number: '二',
    labs: 'ch2',
    title: 'Linux 容器',
    about: 'namespace、cgroup 与 LXC，亲手造一个',
    to: '/docs/ch2-linux-containers/process',
  },
  {
    number: '三',
    labs: 'ch3',
    title: '安装与守护进程',
    about: '装好它，看清谁在干活',
    to: '/docs/ch3-install/install',
  },
  {
    number: '四',
    labs: 'ch4',
    title: '镜像与容器',
    about: '从一条 docker run 开始',
    to: '/docs/ch4-images/first-container',
  },
  {
    number: '五',
    labs: 'ch5',
    title: '镜像在磁盘上',
    about: 'overlay2、layerdb 与 chainID',
    to: '/docs/ch5-storage/where-images-live',
  },
  {
    number: '六',
    labs: 'ch6',
    title: '容器层',
    about: '读写层、init 层与写时复制',
    to: '/docs/ch6-container-layers/two-layers',
  },
  {
    number: '七',
    labs: 'ch7',
    title: '常用命令',
    about: '信号、退出码，前台与后台',
    to: '/docs/ch7-commands/look-around',
  },
  {
    number: '八',
    labs: 'ch8',
    title: '构建与分发',
    about: 'Dockerfile、缓存与自己的仓库',
    to: '/docs/ch8-build-and-ship/dockerfile',
  },
];
