import type { Work } from "../work";

/** Where output goes; a capture has its own. */
export class Output {
  private readonly parts: string[] = [];

  constructor(private readonly work: Work) {}

  write(text: string): void {
    this.work.step();
    this.work.grow(text.length);
    this.parts.push(text);
  }

  text(): string {
    return this.parts.join("");
  }
}
