import { join, sep } from "node:path";
import type { Deployment } from "@azure-genai-gateway/common/resource";

export interface ReloaderOptions {
  readonly projectDir: string;
  readonly evaluate: () => Promise<Deployment>;
  readonly swap: (deployment: Deployment) => Promise<void>;
  /** Told once for each attempt. */
  readonly report: (attempt: ReloadAttempt) => void;
}

export interface ReloadAttempt {
  /** Relative to the project. */
  readonly changed: readonly string[];
  readonly tookMs: number;
  /** Why the old declaration stays; absent when the new one runs. */
  readonly error?: unknown;
}

/**
 * Evaluates the program again when something has changed, one evaluation at a time: changes that come meanwhile are
 * one more attempt afterwards.
 */
export class Reloader {
  private waiting: string[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly options: ReloaderOptions) {}

  /** Resolves when nothing is left to be done. */
  changed(files: readonly string[]): Promise<void> {
    this.waiting.push(...files);
    this.running ??= this.run().finally(() => (this.running = undefined));
    return this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const changed = [...new Set(this.waiting)];
      this.waiting = [];
      await this.attempt(changed);
    }
  }

  private async attempt(changed: readonly string[]): Promise<void> {
    const { projectDir, evaluate, swap, report } = this.options;
    const begun = performance.now();
    const took = () => Math.round(performance.now() - begun);
    try {
      if (changed.some((file) => file.endsWith(".ts"))) forgetModules(join(projectDir, "components"));
      await swap(await evaluate());
      report({ changed, tookMs: took() });
    } catch (error) {
      report({ changed, tookMs: took(), error });
    }
  }
}

/** The program's own modules are loaded anew; what the gateway itself is made of stays. */
function forgetModules(folder: string): void {
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(folder + sep)) delete require.cache[file];
  }
}
