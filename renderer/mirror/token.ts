const KEY = 'token';

/**
 * Takes the token out of the address (`#token=…`) before anyone can copy or bookmark it. It stays in
 * this tab's session storage, so that a reload works. A new address in the same tab starts the page anew.
 * @returns the token, or an empty text when the page was opened without one: the station refuses that.
 */
export function takeToken(page: Window): string {
  page.addEventListener('hashchange', () => {
    if (fromFragment(page.location.hash) !== null) page.location.reload();
  });
  const token = fromFragment(page.location.hash);
  if (token === null) return page.sessionStorage.getItem(KEY) ?? '';
  page.history.replaceState(null, '', page.location.pathname + page.location.search);
  page.sessionStorage.setItem(KEY, token);
  return token;
}

function fromFragment(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token');
}
