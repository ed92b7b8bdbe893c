import type { JSX } from 'react';
import { ConfirmDialog } from '../machine/ConfirmDialog.tsx';
import { Menu, type MenuRequest } from './Menu.tsx';
import { PasteDialog } from './PasteDialog.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';

/** What the pane has open over its terminals. */
export type Asked =
  | { readonly kind: 'menu'; readonly request: MenuRequest }
  | { readonly kind: 'settings' }
  | { readonly kind: 'paste'; readonly number: number; readonly text: string; readonly bracketed: boolean }
  | { readonly kind: 'close'; readonly number: number };

interface PaneDialogsProps {
  readonly asked: Asked;
  readonly onDismiss: () => void;
  /** Dismissed, and the focus back in the terminal. */
  readonly onLeave: () => void;
  readonly onPaste: (number: number, text: string) => void;
  readonly onClose: (number: number) => void;
}

export function PaneDialogs({ asked, onDismiss, onLeave, onPaste, onClose }: PaneDialogsProps): JSX.Element {
  switch (asked.kind) {
    case 'menu':
      return <Menu request={asked.request} onClose={onDismiss} />;
    case 'settings':
      return <SettingsDialog onClose={onLeave} />;
    case 'paste':
      return (
        <PasteDialog
          text={asked.text}
          bracketed={asked.bracketed}
          onCancel={onLeave}
          onPaste={(text) => {
            onLeave();
            onPaste(asked.number, text);
          }}
        />
      );
    case 'close':
      return (
        <ConfirmDialog
          title="关闭终端？"
          confirm="关闭"
          onCancel={onLeave}
          onConfirm={() => {
            onLeave();
            onClose(asked.number);
          }}
        >
          里面还有程序在运行；关闭终端，它就结束了。
        </ConfirmDialog>
      );
  }
}
