/** Dates of HTTP fields (RFC 9110 section 5.6.7): the form of today and the two old ones; nothing else is a date. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';
const SHORT_DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';
const FORMS = [
  `${SHORT_DAY}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT`,
  `${LONG_DAY}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT`,
  `${SHORT_DAY} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`));

/** @returns milliseconds since 1970; null when it is no HTTP-date, and its field is to be passed over */
export function readHttpDate(text: string | undefined, now = Date.now()): number | null {
  const groups = FORMS.map((form) => form.exec(text ?? '')?.groups).find(Boolean);
  if (groups === undefined) return null;
  const part = (name: string): number => Number(groups[name]);
  const [day, hour, minute, second] = [part('day'), part('hour'), part('minute'), part('second')];
  const { month: monthName = '', year: digits = '' } = groups;
  const month = MONTHS.indexOf(monthName);
  if (hour > 23 || minute > 59 || second > 60) return null;
  const inYear = (year: number): Date => new Date(Date.UTC(year, month, day, hour, minute, second));
  let date = inYear(part('year'));
  if (digits.length === 2) {
    // Two digits mean the latest year that is not more than 50 years ahead.
    const thisYear = new Date(now).getUTCFullYear();
    const year = thisYear - (thisYear % 100) + part('year');
    const fit = [year + 100, year].find((each) => each <= thisYear + 50) ?? year - 100;
    date = inYear(fit);
  }
  const isDay = new Date(date.getTime() - (second === 60 ? 1_000 : 0)).getUTCDate() === day;
  return isDay ? date.getTime() : null;
}
