import type { SidebarsConfig } from '@docusaurus/plugin-content-docs';

const sidebars: SidebarsConfig = {
  course: [
    'intro',
    {
      type: 'category',
      label: '一 · 虚拟机与容器',
      collapsible: false,
      items: ['ch1-vm-and-container/two-kinds'],
    },
    { type: 'category', label: '四 · 镜像与容器', collapsible: false, items: ['ch4-images/first-container'] },
    {
      type: 'category',
      label: '六 · 容器层',
      collapsible: false,
      items: ['ch6-container-layers/two-layers', 'ch6-container-layers/copy-on-write'],
    },
    { type: 'category', label: '附录', collapsible: false, items: ['errata', 'perishables'] },
  ],
};

export default sidebars;
