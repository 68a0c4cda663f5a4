import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controls } from './controls';
import { copyOfTheTree, type PatchedCopy } from './patched-copy';

// One guard is taken out of a copy of the program, and the test that stands for it has to notice. The same tests pass in the same copy
// while nothing is taken out, so red means the patch.

let copy: PatchedCopy;
beforeAll(() => {
  copy = copyOfTheTree();
});
afterAll(() => copy.remove());

describe('in a copy of the tree', () => {
  it('every test named below passes as long as nothing is taken out', async () => {
    const outcome = await copy.run(controls);
    expect(outcome.failed).toEqual([]);
    for (const { title } of controls) {
      expect(
        outcome.passed.some((name) => name.includes(title)),
        title,
      ).toBe(true);
    }
    expect(outcome.ok).toBe(true);
  });

  const named = controls.map((control) => [control.guard, control.title, control] as const);
  it.each(named)('without %s: “%s” fails', async (_guard, _title, control) => {
    const restore = copy.patch(control);
    const outcome = await copy.run([control]).finally(restore);
    const failed = outcome.failed.filter(({ name }) => name.includes(control.title));
    expect(failed, outcome.log).not.toEqual([]);
    // What a test looks at went wrong; a patch that merely breaks the program would prove nothing.
    expect(failed.some(({ message }) => message.includes('AssertionError'))).toBe(true);
    expect(outcome.ok).toBe(false);
  });
});
