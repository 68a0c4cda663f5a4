/**
 * What Enter presses in the fields of a form: its first button, which would otherwise be one that stands in the middle of it. Stands first, goes
 * where the form goes, and is for nobody to see or to reach.
 */
export function EnterSubmits() {
  return <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true" />;
}
