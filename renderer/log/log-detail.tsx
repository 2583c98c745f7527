import { IconFilter } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import { formatMac, type Mac } from '../../main/contract/values.ts';
import { Icon } from '../ui/icon.tsx';
import { gradeOf } from './grade.ts';
import { fullTime } from './log-times.ts';
import { sourceWords } from './source-words.ts';

/** Everything of one line; of a unit's message also the datagram as it came. */
export function LogDetail(props: {
  line: LogLine;
  onUnit: (mac: Mac) => void;
  onClose: () => void;
}) {
  const { line, onUnit, onClose } = props;
  const { mac, address, raw } = line;
  const { tone, icon, word } = gradeOf(line.severity);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each line opened takes the focus
  useEffect(() => heading.current?.focus(), [line.id]);
  return (
    <section
      className={`log-detail ${tone}`}
      aria-labelledby="log-detail-title"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header>
        <h2 id="log-detail-title" ref={heading} tabIndex={-1}>
          <span className="log-grade">
            <Icon name={icon} />
            {word}
          </span>
          {sourceWords[line.source]}, {fullTime(line.at)}
        </h2>
        {mac !== null && (
          <button type="button" className="button small" onClick={() => onUnit(mac)}>
            <IconFilter size={15} aria-hidden /> Only {formatMac(mac)}
          </button>
        )}
        {address !== null && <span className="mono muted">{address}</span>}
        <button type="button" className="icon-button" aria-label="Close the line" onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      <p className="mono">{line.msg}</p>
      {raw !== null && raw !== line.msg && (
        <>
          <h3>As it came</h3>
          <p className="mono">{raw}</p>
        </>
      )}
    </section>
  );
}
