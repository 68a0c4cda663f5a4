/** What to tell support: the id under which the log has this. */
export function RequestReference({ label, id }: { label: string; id: string | undefined }) {
  if (id === undefined) return null;
  return (
    <p className="mt-8 text-table text-muted">
      {label} <code className="break-all">{id}</code>
    </p>
  );
}
