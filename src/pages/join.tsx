import BrowserOnly from '@docusaurus/BrowserOnly';
import Layout from '@theme/Layout';
import type { JSX } from 'react';
import { JoinPage } from '../site/classroom/join/JoinPage.tsx';

export default function Join(): JSX.Element {
  return (
    <Layout title="加入班级" description="用班级码、一次性码或自己的回归码加入一个班。" noFooter>
      <BrowserOnly>{() => <JoinPage />}</BrowserOnly>
    </Layout>
  );
}
