/** What was asked for, which was done. @throws with the whole answer where it was refused */
export async function must<Made extends { readonly ok: boolean }>(
  outcome: Promise<Made>,
): Promise<Extract<Made, { ok: true }>> {
  const done = await outcome;
  if (!done.ok) throw new Error(JSON.stringify(done));
  return done as Extract<Made, { ok: true }>;
}
