import Layout from '@theme/Layout';
import type { JSX } from 'react';
import { Home } from '../site/home/Home.tsx';

export default function HomePage(): JSX.Element {
  return (
    <Layout description="容器技术的中文交互课程：左边读课文，右边是一台真正的实验机。">
      <Home />
    </Layout>
  );
}
