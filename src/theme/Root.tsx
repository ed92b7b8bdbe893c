import BrowserOnly from '@docusaurus/BrowserOnly';
import type { JSX, ReactNode } from 'react';
import { ClassNotices } from '../site/classroom/member/ClassNotices.tsx';
import { MachinePane } from '../site/machine/MachinePane.tsx';

/** Above the routes, so that the terminal stays while lessons come and go. */
export default function Root({ children }: { children: ReactNode }): JSX.Element {
  return (
    <>
      {children}
      <BrowserOnly>
        {() => (
          <>
            <MachinePane />
            <ClassNotices />
          </>
        )}
      </BrowserOnly>
    </>
  );
}
