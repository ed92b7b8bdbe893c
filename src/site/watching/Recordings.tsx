import { useState, type JSX } from 'react';
import { recordingUrl } from '../../shared/urls.ts';
import type { RecordingList } from '../../shared/watching.ts';
import { Dialog } from '../classroom/Dialog.tsx';
import { useCall } from '../classroom/use-call.ts';
import { CastPlayer } from './CastPlayer.tsx';
import { fetchRecordings } from './watch-api.ts';
import common from '../classroom/classroom.module.css';
import styles from './watching.module.css';

interface RecordingsProps {
  readonly classId: string;
  readonly member: string;
}

const MINUTE_S = 60;
const length = (seconds: number): string =>
  `${Math.floor(seconds / MINUTE_S)}:${String(Math.floor(seconds % MINUTE_S)).padStart(2, '0')}`;
const when = (iso: string): string =>
  new Date(iso).toLocaleString('zh-CN', {
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });

/** What was recorded of a learner, asked for when it is wanted, and played in the page. */
export function Recordings({ classId, member }: RecordingsProps): JSX.Element {
  const [list, setList] = useState<RecordingList | null>(null);
  const [playing, setPlaying] = useState<RecordingList[number] | null>(null);
  const call = useCall();
  const show = (): void =>
    void call.run(async () => {
      setList(await fetchRecordings(classId, member));
    });
  return (
    <div className={styles.recordings}>
      <button type="button" className={`${common.quiet} ${common.small}`} onClick={show}>
        {list === null ? '看录像' : '刷新录像'}
      </button>
      {call.failure && (
        <p className={common.failure} role="alert">
          {call.failure}
        </p>
      )}
      {list?.length === 0 && (
        <span className={common.minor}>没有录像：这个班没有开录像，或者还没有动手。</span>
      )}
      {list !== null && list.length > 0 && (
        <ul className={styles.list}>
          {list.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                className={`${common.secondary} ${common.small}`}
                data-testid="play-recording"
                onClick={() => setPlaying(each)}
              >
                ▶ {when(each.startedAt)} · {each.lab} · 终端 {each.terminal} · {length(each.seconds)}
              </button>{' '}
              <a href={recordingUrl(classId, member, each.id)} download={`${each.id}.cast`}>
                下载
              </a>
            </li>
          ))}
        </ul>
      )}
      {playing && (
        <Dialog
          title={`录像：${playing.lab} 终端 ${playing.terminal}`}
          shape="wide"
          onClose={() => setPlaying(null)}
        >
          <CastPlayer url={recordingUrl(classId, member, playing.id)} />
        </Dialog>
      )}
    </div>
  );
}
