import type { Operation, Operations } from "../../packages/local-cloud/account/operations";

/** Keeps every operation waiting until it is let go: an update that stays in the middle of what it is doing. */
export class Held implements Operations {
  private letGo: () => void = () => undefined;
  private readonly gate = new Promise<void>((resolve) => (this.letGo = resolve));
  private begun: (operation: Operation) => void = () => undefined;
  /** The first operation that waits here. */
  readonly first = new Promise<Operation>((resolve) => (this.begun = resolve));

  run(operation: Operation): Promise<void> {
    this.begun(operation);
    return this.gate;
  }

  release(): void {
    this.letGo();
  }
}
