import BrowserOnly from '@docusaurus/BrowserOnly';
import Layout from '@theme/Layout';
import type { JSX } from 'react';
import { TeachPage } from '../site/classroom/board/TeachPage.tsx';

export default function Teach(): JSX.Element {
  return (
    <Layout title="讲师" description="一个班的看板：谁做到了哪一步，谁卡住了。" noFooter>
      <BrowserOnly>{() => <TeachPage />}</BrowserOnly>
    </Layout>
  );
}
