/** Names of one kind, each once whatever its case, as Azure has them: the second of a name gets `-2`, the third `-3`. */
export class Names {
  readonly all: string[] = [];
  private readonly taken = new Set<string>();

  /** The name, or the nearest that is free. */
  take(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.taken.has(name.toLowerCase()); number++) name = `${wanted}-${number}`;
    this.taken.add(name.toLowerCase());
    this.all.push(name);
    return name;
  }
}
