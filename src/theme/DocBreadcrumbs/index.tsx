import OriginalBreadcrumbs from '@theme-original/DocBreadcrumbs';
import type { JSX } from 'react';
import { ClassBar } from '../../site/classroom/member/ClassBar.tsx';
import { LessonTop } from '../../site/lab/LessonTop.tsx';

export default function DocBreadcrumbs(): JSX.Element {
  return (
    <>
      <LessonTop>
        <OriginalBreadcrumbs />
      </LessonTop>
      <ClassBar />
    </>
  );
}
