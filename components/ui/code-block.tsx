/** Text as programs exchange it: a program, a request, an answer. Lines are wrapped, so that only what is longer than a screen scrolls, and only downwards. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <figure
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
      tabIndex={0}
      className="max-h-120 overflow-y-auto rounded border border-line bg-sunken p-3"
    >
      <pre className="text-xs wrap-anywhere whitespace-pre-wrap">
        <code>{children}</code>
      </pre>
    </figure>
  );
}
