/** A program, a request or an answer, as it is written. What is wider than the page scrolls in itself. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <section
      className="max-h-120 overflow-auto rounded border border-line bg-sunken p-3"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable from the keyboard
      tabIndex={0}
    >
      <pre className="text-xs">
        <code>{children}</code>
      </pre>
    </section>
  );
}
