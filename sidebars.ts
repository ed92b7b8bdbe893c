import type { SidebarsConfig } from '@docusaurus/plugin-content-docs';

const sidebars: SidebarsConfig = {
  course: [
    'intro',
    {
      type: 'category',
      label: '一 · 虚拟机与容器',
      collapsible: false,
      items: [
        'ch1-vm-and-container/two-kinds',
        'ch1-vm-and-container/three-starts',
        'ch1-vm-and-container/what-docker-is',
      ],
    },
    {
      type: 'category',
      label: '二 · Linux 容器',
      collapsible: false,
      items: [
        'ch2-linux-containers/process',
        'ch2-linux-containers/limits',
        'ch2-linux-containers/by-hand',
        'ch2-linux-containers/lxc',
      ],
    },
    {
      type: 'category',
      label: '四 · 镜像与容器',
      collapsible: false,
      items: ['ch4-images/first-container', 'ch4-images/pull', 'ch4-images/image'],
    },
    {
      type: 'category',
      label: '八 · 构建与分发',
      collapsible: false,
      items: ['ch8-build-and-ship/dockerfile', 'ch8-build-and-ship/registry'],
    },
    { type: 'category', label: '附录', collapsible: false, items: ['errata', 'perishables'] },
    {
      type: 'category',
      label: '写实验',
      collapsible: false,
      items: ['authors/write-a-lab', 'authors/checks'],
    },
  ],
};

export default sidebars;
