import type { Json } from "../service/records";

/** A member by its JSON name or by that of the protocol buffer: both are taken. */
export function member(record: Json, name: string): unknown {
  return record[name] ?? record[snake(name)];
}

export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
