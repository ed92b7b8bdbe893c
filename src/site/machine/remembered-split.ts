/**
 * Runs in the page's head, before anything is drawn: the text takes at once the width that it will have beside the
 * remembered split, which the pane itself only reads when its program is there. In per cent, as the panel library keeps
 * it: of what the scroll bar leaves. The key is that library's; if it were another one day, the text would jump once.
 */
export const SPLIT_ID = 'matou-side';
export const PANELS = ['text', 'machine'] as const;

export const REMEMBERED_SPLIT = `try{var s=JSON.parse(localStorage.getItem('react-resizable-panels:${SPLIT_ID}:${PANELS.join(':')}'));if(s&&s.machine>0&&s.machine<100)document.documentElement.style.setProperty('--matou-pane',s.machine+'%')}catch(e){}`;
