import { openOurs, openTtyd } from './clients.ts';

/** Another learner with a flood, in a process of its own: it must not take the time of the one who measures. */
const [kind, port, command] = process.argv.slice(2) as ['ours' | 'peer', string, string];
const open = kind === 'ours' ? openOurs(Number(port)) : openTtyd(Number(port));
const terminal = await open(200);
let bytes = 0;
terminal.listen((data) => {
  if (bytes === 0) setTimeout(() => terminal.type(command), 300);
  bytes += data.length;
});
// Asked how much has come, says it.
process.on('message', () => process.send!(bytes));
process.on('disconnect', () => process.exit());
