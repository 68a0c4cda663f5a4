/** The most a form that runs a command may send in all, in bytes. Larger bodies are not read. */
export const formBytesMax = 2_000_000;

/** Put on a control: how many bytes it may send, and what to say at it of more. */
export const bytesLimit = (bytesMax: number, problem: string) => ({
  'data-bytes-max': bytesMax,
  'data-too-large': problem,
});

/**
 * Looks at a form before it is sent: a server that is sent too much can only stop reading, and then nobody knows at which field it was.
 *
 * @returns what to say at which field, nothing at any where only the whole is too large; undefined when it may be sent
 */
export function tooLargeIn(
  form: HTMLFormElement,
  bytesMax = Number.POSITIVE_INFINITY,
): Record<string, string> | undefined {
  const controls = [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-bytes-max]')];
  const large = controls.filter((control) => sizeOf(control) > Number(control.dataset['bytesMax']));
  if (large.length > 0) return Object.fromEntries(large.map(({ name, dataset }) => [name, dataset['tooLarge'] ?? '']));
  return controls.reduce((sum, control) => sum + sizeOf(control), 0) > bytesMax ? {} : undefined;
}

const sizeOf = (control: HTMLInputElement | HTMLTextAreaElement): number =>
  'files' in control && control.files
    ? [...control.files].reduce((sum, { size }) => sum + size, 0)
    : new TextEncoder().encode(control.value).length;
