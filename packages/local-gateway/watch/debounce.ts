import type { Clock } from "@azure-genai-gateway/common/clock";

/** Editors write a file in several steps, and save several files at once. */
export const QUIET_MS = 100;

/**
 * Gathers changes until nothing has changed for a while, then hands all of them on.
 * @returns how to say that something has changed, and how to end it.
 */
export function debounce(
  clock: Clock,
  quietMs: number,
  action: (changed: readonly string[]) => void,
): { readonly changed: (file: string) => void; readonly stop: () => void } {
  const files = new Set<string>();
  let cancel: () => void = () => undefined;
  return {
    changed(file) {
      files.add(file);
      cancel();
      cancel = clock.after(quietMs, () => {
        const all = [...files];
        files.clear();
        action(all);
      });
    },
    stop: () => cancel(),
  };
}
