import type { ComponentType } from 'react';
import { BroadcastButton } from '../../watching/BroadcastButton.tsx';
import { LearnerTerminals } from '../../watching/LearnerTerminals.tsx';
import { Wall } from '../../watching/Wall.tsx';

/**
 * Where seeing and helping over the network has its place on the board: a learner's terminal in their drawer, the wall
 * of all terminals as a tab. What is not there shows nothing: no tab, no dead button.
 */
export interface BoardExtras {
  readonly learner?: ComponentType<{
    readonly classId: string;
    readonly member: string;
    readonly name: string;
  }>;
  readonly wall?: ComponentType<{
    readonly classId: string;
    /** By member: what they are called on this board, numbers where names are hidden. */
    readonly names: ReadonlyMap<string, string>;
    readonly onOpen: (member: string) => void;
  }>;
  /** Beside the other buttons of the class. */
  readonly toolbar?: ComponentType<{ readonly classId: string }>;
}

export const extras: BoardExtras = {
  learner: LearnerTerminals,
  wall: Wall,
  toolbar: BroadcastButton,
};
