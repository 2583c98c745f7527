import { Menu, Select } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconFilter, IconTextWrap } from '@tabler/icons-react';
import type { LogLine } from '../../main/contract/model.ts';
import { useMirror } from '../mirror/context.ts';
import { Segmented } from '../ui/chips.tsx';
import { saveFile } from '../ui/download.ts';
import { count, countOf } from '../ui/format.ts';
import { SearchField } from '../ui/search-field.tsx';
import { macTail } from '../units/names.ts';
import { exportForms, exportLines } from './export-lines.ts';
import type { LogFilter, SeverityChoice } from './filter.ts';
import type { LogView, SearchState } from './log-view.ts';
import { sourceWords } from './source-words.ts';

const sources = [
  { id: 'all', word: 'All' },
  ...(['syslog', 'dhcp', 'tftp', 'http', 'https', 'dns', 'ntp', 'station'] as const).map((id) => ({
    id,
    word: sourceWords[id],
  })),
] as const;

const severities: { value: SeverityChoice; label: string }[] = [
  { value: 'all', label: 'Severity: all' },
  { value: 'notice', label: 'Notice and worse' },
  { value: 'warning', label: 'Warning and worse' },
  { value: 'error', label: 'Errors only' },
];

/** The filters, which combine. */
export function LogFilters(props: {
  filter: LogFilter;
  onFilter: (filter: LogFilter) => void;
  view: LogView;
}) {
  const { filter, onFilter, view } = props;
  return (
    <>
      <Segmented
        label="Source"
        options={sources}
        value={filter.source}
        onChange={(source) => onFilter({ ...filter, source })}
      />
      <SearchField
        className="log-search"
        label="Text or /pattern/"
        value={filter.text}
        onChange={(text) => onFilter({ ...filter, text })}
        hint={searchHint(view)}
      />
      <UnitFilter filter={filter} onFilter={onFilter} />
      <Select
        className="log-severity"
        aria-label="Severity"
        data={severities}
        value={filter.severity}
        allowDeselect={false}
        leftSection={<IconAlertTriangle size={16} aria-hidden />}
        comboboxProps={{ width: 200, position: 'bottom-start' }}
        onChange={(value) => {
          const chosen = severities.find((one) => one.value === value);
          if (chosen !== undefined) onFilter({ ...filter, severity: chosen.value });
        }}
      />
    </>
  );
}

/** `12 found`, with an ellipsis while older lines are searched; `500+ found` where there may be more. */
function searchHint({ search, older, rows }: LogView): string {
  const atLeast = older.state === 'enough' ? '+' : '';
  const isLooking = older.state === 'looking';
  const hints: Record<SearchState, string> = {
    none: '',
    searching: 'Searching…',
    found: `${count(rows.length)}${atLeast} found${isLooking ? '…' : ''}`,
    bad: 'No pattern yet',
    'too-long': 'Given up',
  };
  return hints[search];
}

function UnitFilter({
  filter,
  onFilter,
}: Pick<Parameters<typeof LogFilters>[0], 'filter' | 'onFilter'>) {
  const units = useMirror((mirror) => mirror.units);
  const macs = [...units.keys()];
  if (filter.mac !== null && !units.has(filter.mac)) macs.push(filter.mac);
  const data = macs.map((mac) => {
    const model = units.get(mac)?.model;
    return { value: mac, label: model ? `${macTail(mac)} ${model}` : macTail(mac) };
  });
  return (
    <Select
      className="log-unit-filter"
      aria-label="Unit"
      placeholder="Unit: any"
      data={data.sort((a, b) => (a.label < b.label ? -1 : 1))}
      value={filter.mac}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Any unit' }}
      nothingFoundMessage="No such unit on the bench"
      leftSection={<IconFilter size={16} aria-hidden />}
      comboboxProps={{ width: 240, position: 'bottom-start' }}
      limit={100}
      onChange={(mac) => onFilter({ ...filter, mac })}
    />
  );
}

export function WrapButton({
  isOn,
  onChange,
}: {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <button
      type="button"
      className="button log-wrap"
      aria-pressed={isOn}
      aria-label="Wrap long messages"
      title="Wrap long messages"
      onClick={() => onChange(!isOn)}
    >
      <IconTextWrap size={18} aria-hidden />
    </button>
  );
}

/** Lines as a file: those in sight, or all that fit; older ones that were not yet looked for are first. */
export function ExportMenu(props: { visible: () => readonly LogLine[]; view: LogView }) {
  const { visible, view } = props;
  const isWhole = ['off', 'all'].includes(view.older.state);
  const all = isWhole ? `All ${countOf(view.rows.length, 'line')} that fit` : 'All lines that fit';
  const groups = [
    { title: 'Lines in sight', lines: visible },
    { title: all, lines: async () => ((await view.older.toEnd()) ? view.rows : []) },
  ];
  const save = async (
    lines: readonly LogLine[] | Promise<readonly LogLine[]>,
    { id, extension, mime }: (typeof exportForms)[number],
  ) => {
    const found = await lines;
    if (found.length === 0) return;
    saveFile(`log-${stamp()}.${extension}`, mime, exportLines(found, id));
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <button type="button" className="button" disabled={view.rows.length === 0}>
          <IconDownload size={17} aria-hidden /> Export
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map(({ title, lines }) => [
          <Menu.Label key={title}>{title}</Menu.Label>,
          ...exportForms.map((form) => (
            <Menu.Item
              key={`${title} ${form.id}`}
              aria-label={`${title}: ${form.word}`}
              onClick={() => void save(lines(), form)}
            >
              {form.word}
            </Menu.Item>
          )),
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}

/** `20261122-140228`, UTC, for a file's name. */
function stamp(): string {
  return new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
