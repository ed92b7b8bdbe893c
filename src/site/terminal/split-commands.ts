/**
 * Cuts the text of a code block into what one press of Enter hands to the shell: a line, or several lines that belong
 * together (continuation, open quote, here-document, loop). It need not be a shell's whole grammar, only right for what
 * a lesson quotes; a cut in the wrong place would make the next piece wait for a prompt that never comes.
 */
export function splitCommands(code: string, language: string): string[] {
  const lines = language === 'console' ? transcriptInput(code) : code.split('\n');
  const pieces: string[] = [];
  let open: string[] = [];
  for (const line of lines) {
    if (open.length === 0 && line.trim() === '') continue;
    open.push(line);
    if (isComplete(open.join('\n'))) {
      pieces.push(open.join('\n'));
      open = [];
    }
  }
  const rest = open.join('\n').trimEnd();
  if (rest !== '') pieces.push(rest);
  return pieces;
}

/** A transcript's commands stand after `$ ` or `# `, their further lines after `> `; all else is output. */
function transcriptInput(code: string): string[] {
  const input: string[] = [];
  let inCommand = false;
  for (const line of code.split('\n')) {
    const command = /^[$#] (.*)$/.exec(line);
    const more = /^> (.*)$|^>$/.exec(line);
    if (command) {
      input.push(command[1] ?? '');
      inCommand = true;
    } else if (more && inCommand) {
      input.push(more[1] ?? '');
    } else {
      inCommand = false;
    }
  }
  return input;
}

const OPENERS = new Set(['do', 'then', 'case', '{']);
/** `if`, `for`, `while`, `until` are not complete without their `then` / `do`, so they open too. */
const STARTERS = new Set(['if', 'for', 'while', 'until', 'select']);
const CLOSERS: Record<string, readonly string[]> = {
  done: ['do', 'for', 'while', 'until', 'select'],
  fi: ['then', 'if'],
  esac: ['case'],
  '}': ['{'],
};
const KEYWORDS = new Set([...OPENERS, ...STARTERS, ...Object.keys(CLOSERS), 'else', 'elif']);

function isComplete(text: string): boolean {
  const lines = text.split('\n');
  const awaited: { word: string; indented: boolean }[] = [];
  const depth: string[] = [];
  let quote = '';
  let parens = 0;
  let joined = false;
  for (const line of lines) {
    const doc = awaited[0];
    if (doc) {
      if ((doc.indented ? line.replace(/^\t+/, '') : line) === doc.word) awaited.shift();
      continue;
    }
    let word = '';
    let commandStarts = quote === '' && !joined;
    joined = false;
    const endWord = (): void => {
      if (word === '') return;
      const isKeyword = commandStarts && KEYWORDS.has(word);
      if (isKeyword) {
        if (OPENERS.has(word) || STARTERS.has(word)) depth.push(word);
        const closes = CLOSERS[word];
        while (closes && closes.includes(depth.at(-1) ?? '')) {
          const was = depth.pop() ?? '';
          if (STARTERS.has(was) || was === 'case' || was === '{') break;
        }
      }
      commandStarts = isKeyword && word !== 'for' && word !== 'select' && word !== 'case';
      word = '';
    };
    for (let i = 0; i < line.length; i++) {
      const c = line.charAt(i);
      if (quote === "'") {
        if (c === "'") quote = '';
        continue;
      }
      if (c === '\\') {
        if (i === line.length - 1) joined = true;
        i++;
        word += 'x';
        continue;
      }
      if (quote === '"') {
        if (c === '"') quote = '';
        continue;
      }
      if (c === '"' || c === "'") {
        quote = c;
        word += 'x';
      } else if (c === '#' && word === '') {
        break;
      } else if (
        c === '<' &&
        line.startsWith('<<', i) &&
        !line.startsWith('<<<', i) &&
        line.charAt(i - 1) !== '<'
      ) {
        endWord();
        const doc = /^<<(-?)\s*(['"]?)([\w.]+)\2/.exec(line.slice(i));
        if (doc) {
          awaited.push({ word: doc[3] ?? '', indented: doc[1] === '-' });
          i += doc[0].length - 1;
        }
      } else if (c === '(' || c === ')') {
        endWord();
        // The `)` of a case pattern closes nothing.
        if (c === '(') parens++;
        else if (parens > 0) parens--;
        commandStarts = true;
      } else if (c === ';' || c === '|' || c === '&') {
        endWord();
        commandStarts = true;
      } else if (c === ' ' || c === '\t') {
        endWord();
      } else {
        word += c;
      }
    }
    endWord();
    if (!joined && quote === '' && /(^|[^\\])(\||&&)\s*$/.test(line)) joined = true;
  }
  return awaited.length === 0 && quote === '' && depth.length === 0 && parens === 0 && !joined;
}
