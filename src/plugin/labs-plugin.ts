import type { Plugin } from '@docusaurus/types';
import { checkLabRefs } from './check-lab-refs.ts';
import { checkSee } from './check-see.ts';
import { CourseData, fillInCourseData } from './course-data.ts';
import { inAModulePackage } from './in-a-module-package.ts';
import { LabIndex } from './lab-index.ts';
import { transcriptsInPages, transcriptsPlugin } from './transcripts.ts';

/** What the site's config needs of us, over one reading of the labs. */
export async function labsForSite(directory: string, docs: string) {
  const labs = await new LabIndex(directory).load();
  const data = await new CourseData(docs).load();
  return {
    plugins: [() => labsPlugin(labs, docs), () => transcriptsPlugin(docs), inAModulePackage],
    remark: [
      [checkLabRefs, { labs }] as [typeof checkLabRefs, { labs: LabIndex }],
      checkSee,
      [transcriptsInPages, { docs }] as [typeof transcriptsInPages, { docs: string }],
      [fillInCourseData, { data }] as [typeof fillInCourseData, { data: CourseData }],
    ],
  };
}

/** Gives pages the titles, goals and hints of the labs; checks, misconceptions and solutions stay on the server. */
function labsPlugin(labs: LabIndex, docs: string): Plugin {
  return {
    name: 'matou-labs',
    getPathsToWatch: () => [`${labs.directory}/**/lab.yaml`],
    loadContent: () => labs.load(),
    async contentLoaded({ actions }) {
      actions.setGlobalData({ labs: labs.toJSON(), lessons: await labs.lessons(docs) });
    },
  };
}
