import { describe, expect, it } from 'vitest';
import { splitCommands } from './split-commands.ts';

describe('splitCommands', () => {
  it.each([
    ['lines', 'docker pull debian\n\ndocker images\n', ['docker pull debian', 'docker images']],
    ['comments', '# 先看看\ndocker ps # 全部\n', ['# 先看看', 'docker ps # 全部']],
    ['a continuation', 'docker run \\\n  --rm debian\nls', ['docker run \\\n  --rm debian', 'ls']],
    ['an open quote', "sh -c 'echo a\necho b'\nls", ["sh -c 'echo a\necho b'", 'ls']],
    ['a quote in a quote', `echo "it's"\nls`, [`echo "it's"`, 'ls']],
    ['an escaped quote', 'echo \\"\nls', ['echo \\"', 'ls']],
    ['a pipe', 'docker ps |\n  wc -l\nls', ['docker ps |\n  wc -l', 'ls']],
    ['&&', 'a &&\nb\nc', ['a &&\nb', 'c']],
    ['a background job', 'sleep 9 &\nls', ['sleep 9 &', 'ls']],
    [
      'a here-document',
      "cat > D <<'EOF'\nFROM debian\n# \"\nEOF\nls",
      ["cat > D <<'EOF'\nFROM debian\n# \"\nEOF", 'ls'],
    ],
    ['an indented here-document', 'cat <<-E\n\ta\n\tE\nls', ['cat <<-E\n\ta\n\tE', 'ls']],
    ['a here-string', 'cat <<< "a"\nls', ['cat <<< "a"', 'ls']],
    ['a loop', 'for i in 1 2; do\n  echo $i\ndone\nls', ['for i in 1 2; do\n  echo $i\ndone', 'ls']],
    ['a loop on one line', 'for i in 1 2; do echo $i; done\nls', ['for i in 1 2; do echo $i; done', 'ls']],
    ['while', 'while true\ndo\n  ls\ndone\nls', ['while true\ndo\n  ls\ndone', 'ls']],
    [
      'if with else',
      'if true; then\n  a\nelif b; then\n  c\nelse\n  d\nfi\nls',
      ['if true; then\n  a\nelif b; then\n  c\nelse\n  d\nfi', 'ls'],
    ],
    ['case', 'case $a in\n  x) ls ;;\nesac\nls', ['case $a in\n  x) ls ;;\nesac', 'ls']],
    ['a function', 'f() {\n  ls\n}\nf', ['f() {\n  ls\n}', 'f']],
    ['a subshell', '(cd /tmp\nls)\npwd', ['(cd /tmp\nls)', 'pwd']],
    [
      'nested loops',
      'for a in 1; do\nfor b in 2; do\nls\ndone\ndone\nls',
      ['for a in 1; do\nfor b in 2; do\nls\ndone\ndone', 'ls'],
    ],
    ['words that only look like keywords', 'echo if then do\nls', ['echo if then do', 'ls']],
    ['a format string', "docker ps --format '{{.Names}}'\nls", ["docker ps --format '{{.Names}}'", 'ls']],
    ['what never ends', "echo 'a\nls\n", ["echo 'a\nls"]],
  ])('%s', (_name, code, pieces) => {
    expect(splitCommands(code, 'bash')).toEqual(pieces);
  });

  it('takes only the prompts of a transcript', () => {
    const code =
      '$ docker images\nREPOSITORY  TAG\nhello-world  latest\n# whoami\nroot\n$ cat <<E\n> a\n> E\n> output';
    expect(splitCommands(code, 'console')).toEqual(['docker images', 'whoami', 'cat <<E\na\nE', 'output']);
  });

  it('finds nothing in a transcript without prompts', () => {
    expect(splitCommands('Hello from Docker!', 'console')).toEqual([]);
  });
});
