import { useHistory, useLocation } from '@docusaurus/router';
import { useEffect, useState, type JSX } from 'react';
import type { Staff } from '../../../shared/classroom.ts';
import { TEACH_PAGE } from '../../../shared/urls.ts';
import { ApiFailure, failureText } from '../../live/api-client.ts';
import { becomeStaff, fetchStaff, leaveStaff } from '../class-api.ts';
import { ClassBoard } from './ClassBoard.tsx';
import { ClassList } from './ClassList.tsx';
import common from '../classroom.module.css';
import styles from './teach.module.css';

type State =
  | { readonly staff: Staff }
  | { readonly failure: string; readonly known: boolean }
  | { readonly asking: true };

/** With the secret of a link, or with the cookie that one left here. */
async function enter(secret: string): Promise<State> {
  try {
    return { staff: secret === '' ? await fetchStaff() : await becomeStaff(secret) };
  } catch (error) {
    const refused =
      error instanceof ApiFailure && error.code !== 'unreachable' && error.code !== 'unexpected';
    return { failure: failureText(error), known: refused && secret === '' };
  }
}

/** 讲师: from the secret link to the classes, and from there to a board. */
export function TeachPage(): JSX.Element {
  const history = useHistory();
  const { search } = useLocation();
  const [state, setState] = useState<State>({ asking: true });

  const refresh = (): void => void enter('').then(setState);
  useEffect(() => {
    const open = (): void => {
      const secret = window.location.hash.slice(1);
      // It must not stay in the address bar, which a projector shows.
      if (secret !== '') history.replace(window.location.pathname + window.location.search);
      void enter(secret).then(setState);
    };
    open();
    // A second link pasted into the same tab changes the fragment only.
    const onHash = (): void => {
      if (window.location.hash.length > 1) open();
    };
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, [history]);

  if ('asking' in state)
    return (
      <main className={styles.narrow}>
        <p role="status">正在打开…</p>
      </main>
    );
  if ('failure' in state) return <NoWay {...state} onAgain={refresh} />;

  const { staff } = state;
  const wanted = new URLSearchParams(search).get('class');
  const only = !staff.owner && staff.classes.length === 1 ? staff.classes[0]!.class : null;
  const open = wanted ?? only;
  return open !== null ? (
    <ClassBoard
      key={open}
      classId={open}
      addresses={staff.addresses}
      onLeave={
        only === null
          ? () => {
              history.push(TEACH_PAGE);
              refresh();
            }
          : null
      }
    />
  ) : (
    <ClassList
      staff={staff}
      onChanged={refresh}
      onOpen={(id) => history.push(`${TEACH_PAGE}?class=${encodeURIComponent(id)}`)}
      onQuit={() => void leaveStaff().finally(refresh)}
    />
  );
}

function NoWay({
  failure,
  known,
  onAgain,
}: {
  failure: string;
  known: boolean;
  onAgain: () => void;
}): JSX.Element {
  return (
    <main className={styles.narrow}>
      <h1>讲师</h1>
      {known ? (
        <p>
          这一页要用讲师的链接打开：开课时终端里打印的那一条，或者开课的人发给你的。打开过一次，这台电脑就记得。
        </p>
      ) : (
        <p className={common.failure} role="alert">
          {failure}
        </p>
      )}
      <button type="button" className={common.secondary} onClick={onAgain}>
        再试一次
      </button>
    </main>
  );
}
