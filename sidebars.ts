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
    { type: 'category', label: '四 · 镜像与容器', collapsible: false, items: ['ch4-images/first-container'] },
    {
      type: 'category',
      label: '七 · 常用命令',
      collapsible: false,
      items: [
        'ch7-commands/look-around',
        'ch7-commands/interactive',
        'ch7-commands/stop',
        'ch7-commands/every-run-is-new',
        'ch7-commands/mariadb',
        'ch7-commands/run-options',
      ],
    },
    { type: 'category', label: '附录', collapsible: false, items: ['errata', 'perishables'] },
  ],
};

export default sidebars;
