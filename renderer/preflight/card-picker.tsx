import './cards.css';
import {
  IconBan,
  IconDeviceLaptop,
  IconNetwork,
  IconRefresh,
  IconUsb,
  IconWifi,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { CardAddress, hasAddressOffer } from './card-address.tsx';
import type { CardRow, OwnAddress } from './card-rows.ts';
import type { Cards } from './use-cards.ts';

const kindIcons = {
  usb: IconUsb,
  wired: IconNetwork,
  wireless: IconWifi,
  virtual: IconNetwork,
  loopback: IconDeviceLaptop,
} as const;

interface CardPickerProps {
  list: Cards;
  rows: readonly CardRow[];
  chosen: CardRow | null;
  given: OwnAddress;
  isDisabled: boolean;
  onPick: (name: string) => void;
}

/** Which card goes to the bench switch. A card that is not free is there with its reason, and cannot be chosen. */
export function CardPicker({ list, rows, chosen, given, isDisabled, onPick }: CardPickerProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const isNoneFree = list.cards !== null && !rows.some(({ standing }) => standing === 'free');
  const said = problem ?? list.problem;
  return (
    <div className="cards" role="radiogroup" aria-labelledby="cards-title">
      <div className="cards-head">
        <h2 id="cards-title">Which card goes to the bench switch?</h2>
        <button
          type="button"
          className="button small quiet"
          disabled={list.isLooking}
          onClick={list.look}
        >
          <IconRefresh size={16} aria-hidden /> Look again
        </button>
      </div>
      {said !== null && (
        <Note tone="fail" role="alert">
          {said}
        </Note>
      )}
      {list.cards === null && list.problem === null && (
        <Skeletons rows={3} height={70} says="Looking at the network cards…" />
      )}
      {isNoneFree && (
        <div className="nic empty-nic" role="status">
          <span className="nic-icon">
            <IconUsb size={24} aria-hidden />
          </span>
          <div>
            <b>Plug in a USB network adapter</b>
            <p className="muted">
              No card of this computer can serve the bench. Plug one in, then look again.
            </p>
          </div>
        </div>
      )}
      {rows.map((row) => (
        <NicRow
          key={row.card.name}
          row={row}
          isChosen={row === chosen}
          given={given}
          isDisabled={isDisabled}
          onPick={onPick}
          onCards={list.take}
          onProblem={setProblem}
        />
      ))}
    </div>
  );
}

interface NicRowProps {
  row: CardRow;
  isChosen: boolean;
  given: OwnAddress;
  isDisabled: boolean;
  onPick: (name: string) => void;
  onCards: Cards['take'];
  onProblem: (problem: string | null) => void;
}

function NicRow({ row, isChosen, given, isDisabled, onPick, onCards, onProblem }: NicRowProps) {
  const { card, standing } = row;
  const isFree = standing === 'free';
  const KindIcon = standing === 'never' ? IconBan : kindIcons[row.kind];
  return (
    <div className={`nic ${standing} ${isChosen ? 'chosen' : ''}`} data-card={card.name}>
      <label>
        <span className="nic-icon">
          <KindIcon size={24} aria-hidden />
        </span>
        <span className="nic-words">
          <b>{row.title}</b>{' '}
          {row.systemName !== null && <span className="mono">{row.systemName}</span>}
          <span className="about muted">{row.about}</span>
        </span>
        <Standing standing={standing} />
        <input
          type="radio"
          name="bench-card"
          className={isFree ? 'nic-radio' : 'hidden'}
          checked={isChosen}
          disabled={!isFree || isDisabled}
          onChange={() => onPick(card.name)}
        />
      </label>
      {isFree && hasAddressOffer(card) && (
        <CardAddress
          card={card}
          given={given}
          isDisabled={isDisabled}
          onCards={onCards}
          onProblem={onProblem}
        />
      )}
    </div>
  );
}

function Standing({ standing }: { standing: CardRow['standing'] }) {
  switch (standing) {
    case 'free':
      return null;
    case 'never':
      return (
        <span className="pill soft fail">
          <Icon name="lock" /> Never used
        </span>
      );
    case 'unsuitable':
      return (
        <span className="pill soft idle">
          <IconBan size={16} aria-hidden /> Not suitable
        </span>
      );
    case 'other':
      return (
        <span className="pill soft idle">
          <IconBan size={16} aria-hidden /> Command line chose another
        </span>
      );
  }
}
