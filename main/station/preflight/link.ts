/** Is the bench switch there? Pure but for {@link readLinkFacts}. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedCard } from '../../contract/model.ts';
import { again, type Finding, finding } from './finding.ts';

export interface LinkFacts {
  /** Mbit/s; null: not known. */
  speed: number | null;
  /** False: the card itself is switched off; null: not known. */
  isOn: boolean | null;
  isWireless: boolean;
}

const unknown: LinkFacts = { speed: null, isOn: null, isWireless: false };
const IFF_UP = 1;

/** What Linux says of a card; other systems say nothing here. Never throws. */
export async function readLinkFacts(
  card: string,
  platform: NodeJS.Platform = process.platform,
): Promise<LinkFacts> {
  if (platform !== 'linux') return unknown;
  const folder = join('/sys/class/net', card);
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
  const [speed, flags, isWireless] = await Promise.all([
    read('speed'),
    read('flags'),
    access(join(folder, 'phy80211')).then(
      () => true,
      () => false,
    ),
  ]);
  return {
    speed: Number(speed) > 0 ? Number(speed) : null,
    isOn: flags === '' ? null : (Number(flags) & IFF_UP) !== 0,
    isWireless,
  };
}

/** @param card null: none is chosen */
export function linkFinding(
  card: ListedCard | null,
  { speed, isOn, isWireless }: LinkFacts,
  platform: NodeJS.Platform = process.platform,
): Finding {
  const found = finding.bind(null, 'link');
  if (card === null) {
    const detail = 'Choose the card that goes to the bench switch.';
    return found(
      'fail',
      'No card',
      detail,
      again('Plug in a USB network adapter if there is none.'),
    );
  }
  const { name } = card;
  if (card.isLoopback) return found('ok', 'Loopback', 'This computer itself, for practice.');
  if (card.lockedBecause !== null) {
    const detail = `${name} is never used: ${card.lockedBecause}`;
    return found('fail', 'Locked', detail, again('Choose the card that only the bench is on.'));
  }
  if (!card.isUp && isOn === false && platform === 'linux') {
    const commands = [['ip', 'link', 'set', 'dev', name, 'up']];
    const fix = { label: 'Switch it on', commands };
    return found('fail', 'Switched off', `${name} is switched off.`, fix, platform);
  }
  if (!card.isUp) {
    const hint = 'Look at the cable, the lamp beside it, and the power of the bench switch.';
    return found('fail', 'No cable', `${name} has no link.`, again(hint));
  }
  const parts = [
    speed === null ? `${name} has link` : speedWords(speed),
    card.addressGiver === 'nobody' ? 'no address yet' : null,
  ];
  const detail = `${parts.filter((part) => part !== null).join(', ')}.`;
  if (!isWireless) return found('ok', 'Up', detail);
  const warning = `${name} is Wi-Fi: units that hang on a switch do not reach it.`;
  return found('warn', 'Wi-Fi', warning, again('Choose a card with a cable.'));
}

/** `1 Gbit/s`, `100 Mbit/s`. */
export function speedWords(mbit: number): string {
  return mbit >= 1000 ? `${mbit / 1000} Gbit/s` : `${mbit} Mbit/s`;
}
