/**
 * The places where the guide contradicts itself, or says nothing, and what a unit does depends on it
 * (requirements: Contradictions and gaps). Nothing else in the product decides them; `readings.ts`
 * hands the decisions out.
 */

export interface ReadingText<A extends string = string> {
  question: string;
  /** Lines of the guide's text that speak of it; empty where it is silent. */
  lines: readonly number[];
  /** By the name `parseReadings` takes: what a unit then does. */
  alternatives: Readonly<Record<A, string>>;
  standard: NoInfer<A>;
  why: string;
}

const reading = <A extends string>(text: ReadingText<A>): ReadingText<A> => text;

/** Every decision, in the order of the guide. */
export const readingTexts = {
  emptyElement: reading({
    question: 'What does <X></X> do?',
    lines: [694, 708, 1683],
    alternatives: {
      'empty-string': 'sets the empty string',
      'factory-default': 'restores the value the unit left the factory with',
      keep: 'keeps the value, as <X/> does; a reader of XML cannot tell the two apart',
    },
    standard: 'empty-string',
    why: 'Line 708 shows it as an example.',
  }),
  quotedEmpty: reading({
    question: 'What does a value of two double quotes ("") do in XML?',
    lines: [1683],
    alternatives: {
      text: 'sets these two characters',
      'empty-string': 'sets the empty string',
    },
    standard: 'text',
    why: 'Line 1683 speaks of the plain text of the compiler.',
  }),
  unmentioned: reading({
    question: 'What becomes of parameters a profile does not mention?',
    lines: [616, 741, 925, 1679],
    alternatives: {
      keep: 'they stay as they are',
      'factory-default': 'they go back to the value of the factory',
    },
    standard: 'keep',
    why: 'Three passages against one; a profile split into four files could not work otherwise.',
  }),
  keyForPlainFile: reading({
    question: 'The rule has --key and the file is not encrypted: what does the unit do?',
    lines: [806, 1169],
    alternatives: {
      refused: 'takes the file for corrupt',
      ignored: 'reads the file, the key is not used',
    },
    standard: 'refused',
    why: 'The guide is silent. The strict reading shows a server that forgot to encrypt.',
  }),
  hashInRule: reading({
    question: 'Does # in the middle of a rule begin a comment?',
    lines: [1001, 1003],
    alternatives: {
      text: 'no, it is part of the URL; only a rule that begins with # is off',
      comment: 'yes, the rest of the rule does not count, outside of double quotes',
    },
    standard: 'text',
    why: 'Line 1001 speaks of the start of the value only.',
  }),
  ruleExpansion: reading({
    question: 'When are the macros of a rule expanded?',
    lines: [1007, 1108, 1398],
    alternatives: {
      'whole-rule':
        'all at once, before anything is looked at; a value may bring in part of a rule',
      'part-by-part':
        'each part when its turn comes, so that an assignment changes the options and the URL behind it',
    },
    standard: 'whole-rule',
    why: 'Line 1007: expanded "prior to being evaluated".',
  }),
  bareName: reading({
    question: 'Where does a $NAME without parentheses end?',
    lines: [1019, 1031],
    alternatives: {
      longest: 'after the last capital or digit: $MAUX is an unknown name and stays',
      'longest-known': 'after the longest known name: $MAUX is $MAU and an X',
    },
    standard: 'longest',
    why: 'The guide is silent; line 1031 leaves $STRANGE alone, which begins with no known name.',
  }),
  suffixOrder: reading({
    question: 'How do 2.0.6, 2.0.6(a) and 2.0.6(b) compare?',
    lines: [1061],
    alternatives: {
      text: 'by the suffix as text, none before any; they differ',
      ignored: 'as equal: only the three numbers count',
    },
    standard: 'text',
    why: 'The guide is silent; a suffix nobody compares would be of no use in a condition.',
  }),
  productName: reading({
    question: 'Is $PN SPA962 or SPA-962?',
    lines: [495, 527, 1789, 2380],
    alternatives: {
      plain: 'the product name without a hyphen, SPA962',
      hyphen: 'with a hyphen before the series, SPA-962',
    },
    standard: 'plain',
    why: 'The table of the macros has it so.',
  }),
  schemeCase: reading({
    question: 'Is $SCHEME in capitals?',
    lines: [1789, 2398],
    alternatives: { lower: 'tftp, http, https', upper: 'TFTP, HTTP, HTTPS' },
    standard: 'lower',
    why: 'The sample lines of syslog have it so.',
  }),
  logTemplates: reading({
    question: 'What do the Log_* texts of a factory-fresh unit say?',
    lines: [2323, 2325, 2481, 2485],
    alternatives: {
      appendix: 'the texts of the sample profile; success ends with the path',
      'chapter-4': 'the texts of the field reference; success ends with -- and $ERR',
    },
    standard: 'appendix',
    why: 'Dumps of real units have the texts of the sample profile.',
  }),
  aliasMatches: reading({
    question: 'Two entries of an alias map fit one element: which counts?',
    lines: [1245, 1253],
    alternatives: {
      first: 'the first in the map',
      all: 'all of them; the element sets several parameters',
    },
    standard: 'first',
    why: 'The guide only advises against it.',
  }),
  newRuleInSamePass: reading({
    question: 'A file changes a rule that comes later in the same resync: which rule counts?',
    lines: [1381, 1388],
    alternatives: {
      used: 'the new one',
      'next-pass': 'the old one; the new rule counts from the next resync on',
    },
    standard: 'used',
    why: 'The guide is silent; each evaluation updates "internal parameters", and rules are such.',
  }),
  failedPass: reading({
    question: 'A resync changes parameters and then fails at a later rule: does the unit reboot?',
    lines: [1315, 1388],
    alternatives: {
      'no-reboot': 'no, it waits for the retry; the changes count at once',
      reboots: 'yes, and what comes after the reboot counts',
    },
    standard: 'no-reboot',
    why: 'The guide is silent; line 1388 says only that it is retried.',
  }),
  randomDelayUnit: reading({
    question: 'What does Resync_Random_Delay count in?',
    lines: [1305, 2307],
    alternatives: { '20-seconds': 'units of 20 seconds', seconds: 'seconds' },
    standard: '20-seconds',
    why: 'The field reference reckons it out: "2 represents 40 seconds".',
  }),
  afterUpdate: reading({
    question: 'When does a unit resync after the reboot that a profile caused?',
    lines: [1869, 2306],
    alternatives: {
      'at-once': 'at once',
      timer: 'when its new Resync_Periodic (or Resync_At) says so',
      'power-cycle': 'not before it was turned off and on',
    },
    standard: 'at-once',
    why: 'Line 1869 has "an immediate reboot and resync"; line 2306 excludes such reboots.',
  }),
  periodicOff: reading({
    question: 'Which Resync_Periodic switches the periodic resync off?',
    lines: [1313, 2310],
    alternatives: {
      'empty-or-zero': 'the empty one and 0',
      'empty-only': 'the empty one; 0 resyncs again and again without a wait',
      'zero-only': '0; the empty one is the 3600 s of the factory',
    },
    standard: 'empty-or-zero',
    why: 'The passages do not exclude each other.',
  }),
  retryDelayZero: reading({
    question: 'What does an error retry delay of 0 mean?',
    lines: [1317, 1837, 2311],
    alternatives: {
      never: 'no further try by itself',
      'at-once': 'the next try at once',
    },
    standard: 'never',
    why: 'Two passages against one, and it is the reading that strands a unit, so tests see it.',
  }),
  conditionalUpgrade: reading({
    question: 'Is an alternative of Upgrade_Rule with a condition carried out again and again?',
    lines: [1474],
    alternatives: {
      once: 'no: as without a condition, once until the rule or its effective URL changes',
      'while-true': 'yes, whenever the rule is looked at and the condition is true',
    },
    standard: 'once',
    why: 'Line 1474 speaks of rules without a condition only; the field saw the same with one.',
  }),
  firmwareByHttps: reading({
    question: 'Does a unit take firmware by HTTPS?',
    lines: [263, 2398],
    alternatives: { refused: 'no', fetched: 'yes' },
    standard: 'refused',
    why: 'Line 263 says so outright; only the list of macros has HTTPS.',
  }),
};
