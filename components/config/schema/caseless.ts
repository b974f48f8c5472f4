/**
 * What `pattern` is with the flag `i`, as a pattern that needs no flag: JSON Schema's have none, and so would refuse what
 * the program takes. Ids in Azure differ in the case of their letters by who hands them out.
 */
export function caseless(pattern: RegExp): RegExp {
  const source = pattern.source.replace(/\\.|\[[^\]]*\]|[A-Za-z]/g, (part) =>
    part.startsWith("\\") ? part : part.startsWith("[") ? caselessClass(part) : `[${bothCases(part)}]`,
  );
  return new RegExp(source);
}

/** `[a-f0-9.]` to `[A-Fa-f0-9.]` */
function caselessClass(text: string): string {
  return text.replace(/\\.|([A-Za-z])-([A-Za-z])|[A-Za-z]/g, (part, from?: string, to?: string) => {
    if (part.startsWith("\\")) return part;
    return from && to
      ? `${from.toUpperCase()}-${to.toUpperCase()}${from.toLowerCase()}-${to.toLowerCase()}`
      : bothCases(part);
  });
}

const bothCases = (letter: string) => letter.toUpperCase() + letter.toLowerCase();
