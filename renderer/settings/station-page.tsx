import { useContext } from 'react';
import { Link } from 'wouter';
import type { ListedCard } from '../../main/contract/model.ts';
import type { SettingsAnswer } from '../../main/contract/settings.ts';
import { useMirror } from '../mirror/context.ts';
import { BenchNetworkPanel } from '../preflight/bench-network-panel.tsx';
import { cardRows, chosenRow } from '../preflight/card-rows.ts';
import { useBenchNetwork } from '../preflight/use-bench-network.ts';
import { useCards } from '../preflight/use-cards.ts';
import { ChainPanel } from './chain-panel.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { IspPanel } from './isp-panel.tsx';
import { PortsPanel } from './ports-panel.tsx';
import { SelfTestPanel } from './self-test.tsx';
import { ServicesPanel } from './services-panel.tsx';
import { UnitsPanel } from './units-panel.tsx';
import { SettingsContext } from './use-settings-form.ts';

/** Station & network: the bench's addresses, the ISP's rule, what counts as proof, which units are served. */
export function StationPage() {
  return (
    <>
      <NetworkPart />
      <ServicesPanel />
      <PortsPanel />
      <SelfTestPanel />
      <IspPanel />
      <ChainPanel />
      <EvidencePanel />
      <UnitsPanel />
    </>
  );
}

function NetworkPart() {
  const settings = useContext(SettingsContext);
  const status = useMirror((mirror) => mirror.status);
  const { cards } = useCards(status?.state ?? null);
  if (settings === null) return null;
  return (
    <>
      <p className="settings-lead muted">
        Which card goes to the bench switch is chosen where the station is started:{' '}
        <Link href="/prepare">Prepare the station</Link>
      </p>
      <NetworkForm
        settings={settings}
        cards={cards ?? []}
        card={benchCard(settings, cards ?? [], status?.interface ?? null)}
      />
    </>
  );
}

/** The card in use, else the one a start would choose: its own address is no overlap. */
function benchCard(
  settings: SettingsAnswer,
  cards: readonly ListedCard[],
  inUse: string | null,
): ListedCard | null {
  const { address, prefix, interface: stored } = settings.values;
  const rows = cardRows(cards, settings, { address, prefix });
  const card = chosenRow(rows, inUse, stored)?.card ?? null;
  return card?.isLoopback ? null : card;
}

interface NetworkFormProps {
  settings: SettingsAnswer;
  cards: readonly ListedCard[];
  card: ListedCard | null;
}

function NetworkForm({ settings, cards, card }: NetworkFormProps) {
  const draft = useBenchNetwork(settings, cards, card);
  return <BenchNetworkPanel draft={draft} settings={settings} isDisabled={false} />;
}
