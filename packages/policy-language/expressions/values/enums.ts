import type { Type } from "../types/types";

const flags = new Set<string>();

/** Marks an enum as [Flags]: its values are named by their bits. */
export function markFlags(fullName: string): void {
  flags.add(fullName);
}

export interface EnumEntry {
  readonly name: string;
  readonly value: number;
}

const cache = new Map<Type, readonly EnumEntry[]>();

/** The members of an enum by value, as Enum.GetValues lists them. */
export function enumEntries(type: Type): readonly EnumEntry[] {
  let entries = cache.get(type);
  if (!entries) {
    entries = type
      .definition!.members()
      .filter((member) => member.constant !== undefined)
      .map((member) => ({ name: member.name, value: member.constant as number }))
      .sort((a, b) => (a.value >>> 0) - (b.value >>> 0));
    cache.set(type, entries);
  }
  return entries;
}

/** ToString(): the name, the names of the bits, or the number. */
export function enumText(type: Type, value: number): string {
  const exact = enumEntries(type).find((entry) => entry.value === value);
  if (exact) return exact.name;
  return (flags.has(type.fullName) ? flagNames(type, value) : undefined) ?? String(value);
}

/** The names of the bits from the largest down, written upwards; undefined when a bit has no name. */
export function flagNames(type: Type, value: number): string | undefined {
  let rest = value;
  const names: string[] = [];
  for (const entry of [...enumEntries(type)].reverse()) {
    if (entry.value === 0 || (rest & entry.value) !== entry.value) continue;
    rest &= ~entry.value;
    names.unshift(entry.name);
  }
  return rest === 0 && names.length ? names.join(", ") : undefined;
}

/** ToString("G"), ("F"), ("D") or ("X"); undefined for other formats. */
export function formatEnum(type: Type, value: number, format: string): string | undefined {
  switch (format.toUpperCase()) {
    case "G":
      return enumText(type, value);
    case "F":
      return flagNames(type, value) ?? enumText(type, value);
    case "D":
      return String(value);
    case "X":
      return (value >>> 0).toString(16).toUpperCase().padStart(8, "0");
    default:
      return undefined;
  }
}
