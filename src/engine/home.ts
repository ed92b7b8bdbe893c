/**
 * What a home holds, its backup and its way back, and how nothing of it is left.
 * It knows nothing about machines, servers or who is learning.
 */
export { entriesOf, type Entry } from './home/entries.ts';
export { backUp, type Backup } from './home/backup.ts';
export { restore, type Restored } from './home/restore.ts';
export { removeHome, type Removed } from './home/remove.ts';
