import MDXComponents from '@theme-original/MDXComponents';
import { Console } from '../site/code/Console.tsx';
import { Errata } from '../site/course/Errata.tsx';
import { Fact, Facts } from '../site/course/Facts.tsx';
import { Glossary } from '../site/course/Glossary.tsx';
import { Hint } from '../site/lab/Hint.tsx';
import { Lab } from '../site/lab/Lab.tsx';
import { MeasuredStarts } from '../site/lab/MeasuredStarts.tsx';
import { Step } from '../site/lab/Step.tsx';
import { See } from '../site/observe/See.tsx';

export default {
  ...MDXComponents,
  Lab,
  Step,
  Hint,
  See,
  Console,
  Errata,
  Fact,
  Facts,
  Glossary,
  MeasuredStarts,
};
