import { useEffect, useState } from 'react';
import type { Card, ListedCard } from '../../main/contract/model.ts';
import type { SettingsAnswer, SettingsPatch } from '../../main/contract/settings.ts';
import { useClient } from '../mirror/context.ts';
import { fixedWords } from '../settings/fixed-words.ts';
import {
  type NetworkReading,
  type NetworkText,
  networkPatch,
  networkText,
  readNetwork,
  withStation,
} from './bench-network-form.ts';
import { type OwnAddress, servedAddress } from './card-rows.ts';

export interface BenchNetworkDraft {
  text: NetworkText;
  reading: NetworkReading;
  /** The first thing that is wrong, or null. */
  problem: string | null;
  /** What a save would store; null: nothing. */
  patch: SettingsPatch | null;
  /** Why the station address is not to be typed, or null. */
  addressFixed: string | null;
  change: (part: Partial<NetworkText>) => void;
  discard: () => void;
  /** @returns the settings after it, or null when there was nothing to store */
  save: () => Promise<SettingsAnswer | null>;
}

/** What the bench network's form holds while a person types, beside what is stored. */
export function useBenchNetwork(
  settings: SettingsAnswer,
  cards: readonly Card[],
  card: ListedCard | null,
): BenchNetworkDraft {
  const client = useClient();
  const { values } = settings;
  const given: OwnAddress = { address: values.address, prefix: values.prefix };
  const served = servedAddress(card, given);
  const [draft, setDraft] = useState<NetworkText | null>(null);
  const addressFixed = whyAddressFixed(settings, card);
  const stored = networkText(values, served);
  const text =
    addressFixed === null ? (draft ?? stored) : { ...(draft ?? stored), station: stored.station };
  const reading = readNetwork(text, card?.isLoopback ? [] : cards, card?.name ?? null);
  const patch = networkPatch(reading, values, addressFixed === null);
  const problem = card?.isLoopback ? null : (Object.values(reading.problems)[0] ?? null);

  const storedAs = JSON.stringify([values.address, values.prefix, values.pool, values.lease]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed ends with the values it was typed over
  useEffect(() => setDraft(null), [storedAs]);

  return {
    text,
    reading,
    problem,
    patch: draft === null ? null : patch,
    addressFixed,
    change: ({ station, ...rest }) => {
      const next = station === undefined ? text : withStation(text, station);
      setDraft({ ...next, ...rest });
    },
    discard: () => setDraft(null),
    save: async () => {
      if (patch === null || draft === null) return null;
      const answer = await client.settings.change(patch);
      // Not by the stored values alone: an undo at once may leave them as they were.
      setDraft(null);
      return answer;
    },
  };
}

function whyAddressFixed(settings: SettingsAnswer, card: ListedCard | null): string | null {
  const words = fixedWords(settings, 'address') ?? fixedWords(settings, 'prefix');
  if (words !== null) return words;
  if (card?.addressGiver === 'station') return 'On the card now. Take it back to change it.';
  return card?.addressGiver === 'other' ? 'The card’s own address' : null;
}
