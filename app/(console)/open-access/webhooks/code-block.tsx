/** Text as programs exchange it: monospaced, wrapped rather than scrolled sideways, and no longer than fits on a screen. */
export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <figure aria-label={label} tabIndex={0} className="card max-h-96 overflow-auto bg-surface p-3">
      <pre className="text-table wrap-anywhere whitespace-pre-wrap">
        <code>{text}</code>
      </pre>
    </figure>
  );
}
