import type { SidebarsConfig } from '@docusaurus/plugin-content-docs';

const chapter = (label: string, folder: string, lessons: readonly string[]) => ({
  type: 'category' as const,
  label,
  collapsible: false,
  items: lessons.map((lesson) => `${folder}/${lesson}`),
});

const sidebars: SidebarsConfig = {
  course: [
    'intro',
    chapter('一 · 虚拟机与容器', 'ch1-vm-and-container', ['two-kinds', 'three-starts', 'what-docker-is']),
    chapter('二 · Linux 容器', 'ch2-linux-containers', ['process', 'limits', 'by-hand', 'lxc']),
    chapter('三 · 安装与守护进程', 'ch3-install', [
      'install',
      'docker-group',
      'daemon-json',
      'api',
      'who-starts',
    ]),
    chapter('四 · 镜像与容器', 'ch4-images', ['first-container', 'pull', 'image']),
    chapter('五 · 镜像在磁盘上', 'ch5-storage', [
      'where-images-live',
      'five-names',
      'chain-id',
      'layer-size',
      'same-diffid',
      'containerd-store',
    ]),
    chapter('六 · 容器层', 'ch6-container-layers', ['two-layers', 'copy-on-write']),
    chapter('七 · 常用命令', 'ch7-commands', [
      'look-around',
      'interactive',
      'stop',
      'every-run-is-new',
      'mariadb',
      'run-options',
    ]),
    chapter('八 · 构建与分发', 'ch8-build-and-ship', ['dockerfile', 'registry']),
    { type: 'category', label: '附录', collapsible: false, items: ['glossary', 'errata', 'perishables'] },
    { type: 'category', label: '上课与管理', collapsible: false, items: ['teach', 'operating/trust'] },
    {
      type: 'category',
      label: '写实验',
      collapsible: false,
      items: ['authors/write-a-lab', 'authors/checks'],
    },
  ],
};

export default sidebars;
