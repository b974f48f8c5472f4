import { Type, type Definition } from "../types/types";
import { Sequence, type Cursor } from "./sequence";

/** ReadOnlyCollection<T>: a view of a list or an array that follows it. */
export class ReadOnlyList extends Sequence {
  constructor(
    private readonly definition: Definition,
    private readonly source: Sequence,
  ) {
    super();
  }
  get element(): Type {
    return this.source.element;
  }
  get netType(): Type {
    return Type.of(this.definition, [this.element]);
  }
  override get backing(): readonly unknown[] {
    return this.source.backing!;
  }
  override cursor(): Cursor {
    return this.source.cursor();
  }
}
