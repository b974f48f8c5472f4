/**
 * What was made lately, by the text that it was made from: as much as a number of characters of such texts allows; what was
 * asked for longest ago goes first. For what depends on its text alone and is asked for again and again.
 */
export class Lately<Value> {
  private readonly byText = new Map<string, Value>();
  private characters = 0;

  /** @param most characters of the texts that are kept, all together */
  constructor(private readonly most: number) {}

  get(text: string): Value | undefined {
    const known = this.byText.get(text);
    if (known === undefined) return undefined;
    // A Map is in order of insertion: the one that was asked for longest ago stands first.
    this.byText.delete(text);
    this.byText.set(text, known);
    return known;
  }

  /** A text that takes more than a quarter of all the room is not kept: it would drive everything else out. */
  set(text: string, value: Value): void {
    if (text.length > this.most / 4) return;
    if (!this.byText.delete(text)) this.characters += text.length;
    this.byText.set(text, value);
    for (const oldest of this.byText.keys()) {
      if (this.characters <= this.most) return;
      this.byText.delete(oldest);
      this.characters -= oldest.length;
    }
  }
}
