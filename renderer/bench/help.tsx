import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FailureAction } from '../../main/contract/failures.ts';

/** A list of steps somebody can follow at the bench. */
export type StepsKind = Extract<FailureAction, `${string}-steps`> | 'nothing-appears';

interface Steps {
  title: string;
  steps: ReactNode[];
}

const powerCycle = 'Turn the unit off, count to five, turn it on.';
const reset = (
  <>
    If it still asks for nothing, reset it to factory state. On an adapter, pick up the phone
    plugged into it and dial <b className="mono">****RESET#1#</b> (on the keys{' '}
    <b className="mono">****73738#1#</b>). On a phone, choose Factory Reset in its menu.
  </>
);
const wait = 'Wait up to 40 s: a new unit waits that long by itself before its first request.';

const allSteps: Readonly<Record<StepsKind, Steps>> = {
  'reset-steps': {
    title: 'Power, then factory reset',
    steps: [
      'Look at the plug: the cable belongs in the port marked SW, WAN or INTERNET.',
      powerCycle,
      wait,
      reset,
      'Its tile says Seen again, then SP-CUST. If not, try another switch port.',
    ],
  },
  'cable-steps': {
    title: 'Check cable and port',
    steps: [
      'Push the cable in at both ends until it clicks.',
      'Look at the light of its switch port: dark means no link.',
      'Try another cable, then another switch port.',
      `${powerCycle} It asks for the file again by itself.`,
    ],
  },
  'power-steps': {
    title: 'Check the power',
    steps: [
      'Use the power supply that belongs to the model: one that is too weak restarts the unit.',
      'Plug it in directly, without a loose power strip.',
      `${powerCycle} With two units on one address, do this with both.`,
      wait,
    ],
  },
  'nothing-appears': {
    title: 'Nothing appears?',
    steps: [
      'Is the station running? The pill at the top says so; Start is beside it.',
      'Is the laptop’s bench card plugged into the same switch? Both port lights are on.',
      'Is the unit’s cable in the port marked SW, WAN or INTERNET? Other ports stay silent.',
      'Does the unit have power? Its lights blink for a minute after it is plugged in.',
      wait,
      'Type the MAC of its label into “Find a unit”: the station says what stopped it.',
      reset,
    ],
  },
};

export function isSteps(kind: FailureAction): kind is Extract<FailureAction, `${string}-steps`> {
  return kind.endsWith('-steps');
}

/** Numbered steps for the person at the bench. */
export function StepsDialog(props: { kind: StepsKind; onClose: () => void; about?: string }) {
  const { title, steps } = allSteps[props.kind];
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.about === undefined ? title : `${title} — ${props.about}`}
      size={560}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ol className="steps-list">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          <li key={index}>{step}</li>
        ))}
      </ol>
    </Modal>
  );
}
