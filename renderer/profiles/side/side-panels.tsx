import type { LayerRef, TemplateDetail } from '../../../main/contract/profiles.ts';
import type { Spot } from '../place.ts';
import type { AccessWriter } from './access-list.tsx';
import { BuildPanel } from './build-panel.tsx';
import { ChangePanel } from './change-panel.tsx';
import type { Comparison } from './comparisons.ts';
import { PreviewPanel } from './preview-panel.tsx';
import type { UnitLookedAt } from './use-looked-at.ts';

/** Beside the text: what a unit makes of it, what is new in it, how files are made of it. */
export function SidePanels(props: {
  spot: Spot;
  detail: TemplateDetail;
  lookedAt: UnitLookedAt;
  comparisons: readonly Comparison[];
  since: Comparison;
  access: AccessWriter;
  onSince: (id: string) => void;
  onCompare: () => void;
  onShow: (template: LayerRef, line: number) => void;
}) {
  const { spot, detail, lookedAt } = props;
  return (
    <>
      <PreviewPanel
        template={spot.ref}
        mac={lookedAt.mac}
        onPick={lookedAt.setMac}
        lookedAt={lookedAt.view}
        model={lookedAt.saidModel}
        onModel={lookedAt.setModel}
        vocabulary={lookedAt.vocabulary}
        access={props.access}
        onShow={props.onShow}
      />
      <ChangePanel
        detail={detail}
        texts={lookedAt.view.texts ?? detail.texts}
        stage={spot.stage}
        comparisons={props.comparisons}
        chosen={props.since}
        onChoose={props.onSince}
        onCompare={props.onCompare}
      />
      <BuildPanel sizes={lookedAt.view.preview?.sizes ?? null} stage={spot.stage} />
    </>
  );
}
