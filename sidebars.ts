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
      label: '三 · 安装与守护进程',
      collapsible: false,
      items: [
        'ch3-install/install',
        'ch3-install/docker-group',
        'ch3-install/daemon-json',
        'ch3-install/api',
        'ch3-install/who-starts',
      ],
    },
    { type: 'category', label: '四 · 镜像与容器', collapsible: false, items: ['ch4-images/first-container'] },
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
