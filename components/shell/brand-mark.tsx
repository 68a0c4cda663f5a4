/** The mark beside the product's name; the name says what it is. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" width={20} height={20} aria-hidden="true" className="flex-none">
      <rect width="32" height="32" rx="7" fill="var(--color-accent)" />
      <g stroke="var(--color-on-accent)" strokeWidth="2.5" strokeLinecap="round">
        <path d="M16 9.5v6.5M16 16l-6 6M16 16l6 6" fill="none" />
      </g>
      <g fill="var(--color-on-accent)">
        <circle cx="16" cy="8.5" r="3" />
        <circle cx="9.5" cy="22.5" r="3" />
        <circle cx="22.5" cy="22.5" r="3" />
      </g>
    </svg>
  );
}
