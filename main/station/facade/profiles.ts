import { StationError } from '../../contract/errors.ts';
import type { LayerRef } from '../../contract/profiles.ts';
import { decodeText } from '../profile/packed/pack.ts';
import type { Read } from '../profile/problem.ts';
import { writeUpgradeRule } from '../profile/rules/upgrade-chain.ts';
import { convertProfile } from '../profile/text/convert.ts';
import { xmlName } from '../profile/text/names.ts';
import { writeOrderTemplate } from '../profile/text/order-template.ts';
import { scanProfile, withoutMark } from '../profile/text/scan.ts';
import { builtInCatalogue } from '../profile/values/catalogue.ts';
import { ruleServers, serversOfRules } from '../rule-servers.ts';
import type { Station } from '../station.ts';
import { decodeScript } from '../templates/decode-script.ts';
import { templateFromFile } from '../templates/from-file.ts';
import { permanentRuleOf } from '../templates/given.ts';
import { modelKey, normalRef } from '../templates/template-book.ts';
import { vocabularyOf } from '../templates/vocabulary.ts';
import type { BenchFacade } from './index.ts';
import { knownUnit } from './known-unit.ts';

export function profileQuestions(station: Station): BenchFacade['profiles'] {
  const { profiles, changes } = station;
  const { book, catalogues } = profiles;
  const refOf = (asked: LayerRef) => normalRef(asked, profiles.models);
  const modelOf = (model: string) => (model === '' ? '' : modelKey(model, profiles.models));
  const changed = () => changes.publish([{ type: 'profiles' }]);
  const detail = (ref: LayerRef) => {
    changed();
    return book.detail(ref);
  };
  return {
    list: async () => profiles.list(),
    get: async (asked) => book.detail(refOf(asked)),
    textsOf: async ({ version, ...asked }) => book.textsOf(refOf(asked), version),
    saveDraft: async ({ texts, revision, basedOn, ...asked }) => {
      const saved = await book.saveDraft(refOf(asked), texts, { revision, basedOn });
      changed();
      return { revision: saved };
    },
    dropDraft: async ({ revision, ...asked }) => {
      const ref = refOf(asked);
      await book.dropDraft(ref, revision);
      return detail(ref);
    },
    publish: async ({ note, acceptsWarnings, revision, ...asked }) => {
      const ref = refOf(asked);
      await book.publish(ref, { note, acceptsWarnings, revision });
      station.announceStatus();
      return detail(ref);
    },
    restore: async ({ version, revision, ...asked }) => {
      const ref = refOf(asked);
      await book.restore(ref, version, revision);
      return detail(ref);
    },
    check: async ({ stage, text, ...asked }) => profiles.checkText(refOf(asked), stage, text),
    convert: async ({ text, to }) => {
      const source = scanProfile({ name: '', text: withoutMark(text) });
      return orRefuse(convertProfile(source, to, builtInCatalogue), 'BAD_PROFILE');
    },
    fromFile: async ({ files, to, model, key }) => {
      const named = files.map(({ name, base64 }) => ({
        name,
        bytes: Buffer.from(base64, 'base64'),
      }));
      const catalogue = catalogues.of(model === '' ? null : model, null);
      return templateFromFile(named, { to, catalogue, key: key ?? null });
    },
    preview: async ({ unit, draft }) => station.previewOf(unit, draft ?? null),
    vocabulary: async ({ model, firmware }) =>
      vocabularyOf(catalogues.of(model === '' ? null : model, firmware === '' ? null : firmware)),
    decodeScript: async ({ text }) => orRefuse(decodeScript(text), 'BAD_SCRIPT'),
    upgradeRule: async (chain) => ({ rule: orRefuse(writeUpgradeRule(chain), 'BAD_STEPS') }),
    orderTemplate: async (order) => ({ text: orRefuse(writeOrderTemplate(order), 'BAD_ORDER') }),
    ruleServers: () => {
      const rule = permanentRuleOf(station.settings.current.isp);
      return ruleServers(serversOfRules(rule, book.inForce.all));
    },
    beginTrial: async ({ mac, texts, ...asked }) => {
      knownUnit(station, mac);
      const ref = refOf(asked);
      station.builds.refuseElsewhere(ref, mac);
      const trial = book.beginTrial(mac, ref, texts);
      station.unitViews.announce([mac]);
      return trial;
    },
    endTrial: async ({ mac }) => {
      book.endTrial(mac);
      station.unitViews.announce([mac]);
      return {};
    },
    catalogues: async () => catalogues.list(),
    importCatalogue: async ({ base64, ...about }) => {
      const text = decodeText(Buffer.from(base64, 'base64'));
      const list = await catalogues.importSample({ ...about, model: modelOf(about.model) }, text);
      changed();
      return list;
    },
    removeCatalogue: async ({ model, firmware }) => {
      const list = await catalogues.remove(modelOf(model), firmware);
      changed();
      return list;
    },
    addParameter: async ({ name, ...about }) => {
      const list = await catalogues.addParameters([
        {
          ...about,
          ...{ name, xmlName: xmlName(name), section: 'Added by hand', line: null },
          ...{ syntax: null, description: null, isInferred: false },
        },
      ]);
      changed();
      return list;
    },
  };
}

function orRefuse<T>(read: Read<T>, code: string): T {
  if (read.ok) return read.value;
  const { line, column, message } = read.problem;
  const place =
    column === undefined
      ? ''
      : line === undefined
        ? `column ${column}: `
        : `line ${line}, column ${column}: `;
  throw new StationError(code, `${place}${message}`);
}
