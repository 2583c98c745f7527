/** The product's mark: a barcode with a check. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 36 36" aria-hidden="true">
      <rect width="36" height="36" rx="9" fill="#1d5bd6" />
      <g fill="#fff">
        <rect x="8" y="9" width="2.500" height="18" />
        <rect x="12" y="9" width="4" height="18" />
        <rect x="18" y="9" width="2" height="10" />
        <rect x="22" y="9" width="3" height="8" />
        <rect x="27" y="9" width="1.500" height="7" />
      </g>
      <path d="m18.500 23 4 4 7-8" fill="none" stroke="#9dffd9" strokeWidth="3" />
    </svg>
  );
}
