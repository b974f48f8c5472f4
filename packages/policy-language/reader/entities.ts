const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The longest reference worth decoding: `&#x10FFFF;` and leading zeros. */
const maxLength = 16;

/** The character that the entity at `offset` stands for and its length in the text; undefined when it is not one. */
export function entityAt(text: string, offset: number): { character: string; length: number } | undefined {
  if (text.charCodeAt(offset) !== 38) return undefined;
  const window = text.slice(offset + 1, offset + maxLength);
  const semicolon = window.indexOf(";");
  if (semicolon < 1) return undefined;
  const name = window.slice(0, semicolon);
  const character = Object.hasOwn(named, name) ? named[name] : numericEntity(name);
  return character === undefined ? undefined : { character, length: semicolon + 2 };
}

function numericEntity(name: string): string | undefined {
  const match = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
  if (!match) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : parseInt(match[1], 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
