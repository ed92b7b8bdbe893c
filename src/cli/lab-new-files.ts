import { stringify } from 'yaml';

/** Names and texts of a lab that is small, works at once, and teaches by its comments. */
export function newLabFiles(title: string, schema: string): readonly (readonly [string, string])[] {
  return [
    ['lab.yaml', labYaml(title, schema)],
    ['solution/run-web.sh', 'docker run -d --name web busybox sleep 600\n'],
    ['wrong/run-web.create-only.sh', CREATE_ONLY],
    ['wrong/run-web.ends-at-once.sh', ENDS_AT_ONCE],
  ];
}

const labYaml = (title: string, schema: string): string => `# yaml-language-server: $schema=${schema}
# 上面一行让编辑器认识这种文件：有补全，也有每个字段的说明。
format: 1
title: ${stringify(title).trim()}
minutes: 5
machine:
  images: [busybox] # 第一个提示符出现以前就拉好的镜像
steps:
  - id: run-web # 课文用 <Step id="run-web"> 引用它；学员的进度也记在它名下，发布以后不要改
    title: 在后台运行一个容器
    checks: # 从上到下看，全部通过才算完成；看的是实验机的真实状态，不是学员敲了什么
      - container: { name: web, image: busybox, state: running }
        fail: 还没有一个用 busybox 创建、正在运行、名叫 web 的容器。 # 后面会自动接上“现在看到：……”
    hints: # 一条比一条具体，最后一条给出命令
      - 容器的主进程一结束，容器就停了；要给它一个不会马上结束的命令。
      - '\`docker run\` 的 \`-d\` 让容器在后台运行，\`--name\` 给它起名字。'
      - '运行 \`docker run -d --name web busybox sleep 600\`。'
    misconceptions: # 常见的错法：认出来以后，告诉学员刚才发生了什么
      - when: { container: { name: web, state: exited } }
        say: 容器 web 启动过，但它的主进程马上就结束了，容器也就停了。先 \`docker rm web\`，再给它一个会一直运行的命令。
`;

/** The first line says which check must catch the attempt, and the second which misconception must be recognised. */
const CREATE_ONLY = `# 应当失败于：检查 1
# 只创建，没有启动。
docker create --name web busybox sleep 600
`;

const ENDS_AT_ONCE = `# 应当失败于：检查 1
# 应当认出：误解 1
docker run -d --name web busybox true
`;
