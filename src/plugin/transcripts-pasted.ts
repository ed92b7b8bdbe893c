/** Languages in which a terminal is pasted; a block of another one, yaml say, may begin its lines with `#`. */
const PASTED_IN = new Set(['', 'console', 'text', 'txt', 'output', 'shell-session', 'terminal']);
const PROMPT = /^\s*(?:\$|(?:\[?[\w.-]+@[\w.-]+[: ][^\s#$]*[#$])|bash-[\d.]+[#$]) ?\S/;
/** In plain text a `#` is more often a comment or a heading, unless a command follows. */
const ROOT_PROMPT = /^\s*# \S/;
const ROOT_COMMAND =
  /^\s*# (?:docker|dockerd|containerd|ctr|runc|lxc-\w+|ls|cat|ps|cd|echo|ip|mount|umount|unshare|nsenter|systemctl|journalctl|df|du|find|grep|curl|apt|apt-get|id|hostname|uname|stat|kill|mkdir|rm|touch|chmod)\b/;
const CONTINUED = /^\s*> /;

/** The line, from 1 below the fence, of a prompt that has output after it; undefined where nothing was pasted. */
export function pastedConsole(language: string, code: string): number | undefined {
  if (!PASTED_IN.has(language)) return undefined;
  const root = ['', 'text', 'txt'].includes(language) ? ROOT_COMMAND : ROOT_PROMPT;
  const isPrompt = (line: string): boolean => PROMPT.test(line) || root.test(line);
  const lines = code.split('\n');
  let prompt: number | undefined;
  for (const [index, line] of lines.entries()) {
    if (isPrompt(line)) prompt = index + 1;
    else if (
      prompt !== undefined &&
      line.trim() !== '' &&
      !CONTINUED.test(line) &&
      !isContinuation(lines, index)
    )
      return prompt;
  }
  return undefined;
}

const isContinuation = (lines: readonly string[], index: number): boolean =>
  lines[index - 1]?.trimEnd().endsWith('\\') ?? false;
