import { createRequire } from 'node:module';
import type { Config } from '@docusaurus/types';
import type * as Preset from '@docusaurus/preset-classic';
import { prismTheme } from './src/site/code/prism-theme.ts';
import { REMEMBERED_SPLIT } from './src/site/machine/remembered-split.ts';

export default async function createConfig(): Promise<Config> {
  // Docusaurus loads this file with jiti, whose interop breaks zod's exports: the plugin comes through tsx, like the
  // rest of the project. (Its CommonJS way; `tsx/esm/api` looks for a file it does not ship when it is required.)
  const tsx = createRequire(import.meta.url)('tsx/cjs/api') as typeof import('tsx/cjs/api');
  const { labsForSite } = tsx.require(
    './src/plugin/labs-plugin.ts',
    import.meta.url,
  ) as typeof import('./src/plugin/labs-plugin.ts');
  const labs = await labsForSite('labs', 'docs');
  return {
    title: '码头',
    tagline: '从一个容器开始，把容器技术看到底',
    favicon: 'img/favicon.svg',
    url: 'http://localhost',
    baseUrl: '/',
    trailingSlash: false,
    onBrokenLinks: 'throw',
    onBrokenAnchors: 'throw',
    onDuplicateRoutes: 'throw',
    markdown: {
      // Headings that the coverage map points at have ids of their own, written `{#id}`.
      mdx1Compat: { headingIds: true },
      hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' },
    },
    i18n: { defaultLocale: 'zh-Hans', locales: ['zh-Hans'] },
    future: { v4: true, faster: true },
    headTags: [{ tagName: 'script', attributes: {}, innerHTML: REMEMBERED_SPLIT }],
    plugins: labs.plugins,
    presets: [
      [
        'classic',
        {
          docs: { sidebarPath: './sidebars.ts', remarkPlugins: labs.remark },
          blog: false,
          sitemap: false,
          theme: { customCss: ['./src/site/styles/site.css', './src/site/styles/beside-the-pane.css'] },
        } satisfies Preset.Options,
      ],
    ],
    themes: [
      [
        '@easyops-cn/docusaurus-search-local',
        {
          language: ['zh', 'en'],
          hashed: true,
          indexBlog: false,
          docsRouteBasePath: '/docs',
          highlightSearchTermsOnTargetPage: true,
          searchBarShortcutHint: false,
          // States and buttons are not the course's text.
          ignoreCssSelectors: ['[data-not-text]'],
        },
      ],
    ],
    themeConfig: {
      colorMode: { respectPrefersColorScheme: true },
      docs: { sidebar: { autoCollapseCategories: false } },
      navbar: {
        title: '码头',
        logo: { alt: '', src: 'img/logo.svg', srcDark: 'img/logo-dark.svg', width: 26, height: 26 },
        items: [{ type: 'docSidebar', sidebarId: 'course', label: '课程', position: 'left' }],
      },
      prism: {
        theme: prismTheme,
        additionalLanguages: ['bash', 'docker', 'json'],
      },
    } satisfies Preset.ThemeConfig,
  };
}
