import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CourseImage } from '../images.ts';
import { placesIn } from '../labs.ts';
import type { Lab, Problem } from '../labs.ts';
import type { Embedding } from '../labs.ts';
import { prepareLab } from './prepare.ts';
import type { PreparedStep } from './prepare.ts';

export interface LintSurroundings {
  readonly images: readonly CourseImage[];
  readonly lessons: readonly Embedding[];
}

export interface Findings {
  /** `lab test` refuses them. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

type Place = Awaited<ReturnType<typeof placesIn>>;

/** What can be said of labs without a machine. */
export async function lintLabs(
  labs: readonly Lab[],
  { images, lessons }: LintSurroundings,
): Promise<Findings> {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const lab of labs) {
    const place = await placesIn(lab);
    const { prepared, problems: found } = await prepareLab(lab);
    problems.push(...found, ...unknownImages(lab, images, place));
    warnings.push(...(await withoutSchemaLine(lab)));
    warnings.push(...unused(lab, lessons, place));
    for (const step of prepared.steps) {
      warnings.push(...emptyHints(step, place), ...unprovenMisconceptions(step, place));
    }
  }
  return { problems, warnings };
}

const SCHEMA_LINE = /^# yaml-language-server: \$schema=\S*lab\.schema\.json\s/;

async function withoutSchemaLine({ dir }: Lab): Promise<Problem[]> {
  const file = path.join(dir, 'lab.yaml');
  if (SCHEMA_LINE.test(await readFile(file, 'utf8'))) return [];
  const message =
    '第一行写上 # yaml-language-server: $schema=../../lab.schema.json，编辑器就有补全和每个字段的说明';
  return [{ file, line: 1, column: 1, message }];
}

/** The tags under which the course registry serves images: `debian:trixie`. */
const served = (images: readonly CourseImage[]): string[] =>
  images.flatMap(({ name, publish }) => publish.map((tag) => `${name}:${tag}`)).sort();

function unknownImages({ definition }: Lab, images: readonly CourseImage[], place: Place): Problem[] {
  const known = served(images);
  return (['images', 'later'] as const).flatMap((list) =>
    definition.machine[list].flatMap((ref, index): Problem[] => {
      const short = ref.replace(/^(?:docker\.io\/)?(?:library\/)?/, '');
      if (known.includes(short.includes(':') ? short : `${short}:latest`)) return [];
      const message = `课程仓库里没有镜像 ${ref}，没有互联网时就拉不到。现有：${known.join('、')}；要加新的，写 images/<名字>/Dockerfile，带上 LABEL matou.publish="latest"`;
      return [{ ...place(['machine', list, index]), message }];
    }),
  );
}

function unused({ id, definition }: Lab, lessons: readonly Embedding[], place: Place): Problem[] {
  const mine = lessons.filter(({ lab }) => lab === id);
  if (mine.length === 0) {
    return [{ ...place([]), message: `还没有课文嵌入这个实验：在 docs/ 的一课里写 <Lab id="${id}" />` }];
  }
  return definition.steps.flatMap((step, index): Problem[] => {
    if (mine.some(({ steps }) => steps.includes(step.id))) return [];
    const message = `课文 ${mine.map(({ lesson }) => lesson).join('、')} 里没有 <Step id="${step.id}">，学员看不到这一步`;
    return [{ ...place(['steps', index, 'id']), message }];
  });
}

/** Shorter than this, and without a command, a hint says nothing: “想一想”. */
const SAYS_NOTHING_CHARS = 6;

function emptyHints({ index, step, solution }: PreparedStep, place: Place): Problem[] {
  const { hints } = step;
  const hasCode = (hint: string): boolean => /`[^`]+`/.test(hint);
  return hints.flatMap((hint, at): Problem[] => {
    const say = (message: string): Problem[] => [{ ...place(['steps', index, 'hints', at]), message }];
    if (hints.indexOf(hint) < at) return say('和前面的一条提示一样');
    if (!hasCode(hint) && [...hint].length <= SAYS_NOTHING_CHARS) {
      return say('这条提示什么也没有透露；每一条都要比前一条更具体');
    }
    if (at === hints.length - 1 && !hasCode(hint) && solution.commands.length > 0) {
      return say('最后一条提示里没有命令，学员看完还是不知道敲什么；把命令写在反引号里');
    }
    return [];
  });
}

/** Nobody has seen such a one being recognised: it may never be, or be said to the wrong people. */
function unprovenMisconceptions({ index, step, wrong }: PreparedStep, place: Place): Problem[] {
  const proven = new Set(wrong.map(({ misconception }) => misconception));
  return step.misconceptions.flatMap((_, at): Problem[] => {
    if (proven.has(at)) return [];
    const message = `没有错误的做法证明这条误解认得出来：写一个 wrong/${step.id}.<名字>.sh，开头写“# 应当认出：误解 ${at + 1}”`;
    return [{ ...place(['steps', index, 'misconceptions', at]), message }];
  });
}
