import OriginalButtons from '@theme-original/CodeBlock/Buttons';
import type { Props } from '@theme/CodeBlock/Buttons';
import type { JSX } from 'react';
import { RunCode } from '../../../site/code/RunCode.tsx';

export default function Buttons(props: Props): JSX.Element {
  return (
    <>
      <OriginalButtons {...props} />
      <RunCode />
    </>
  );
}
