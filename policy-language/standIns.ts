const reference = /\{\{([A-Za-z0-9._-]+)\}\}/g;

/** What an unknown value might be in C#, where it does not stand inside a string. */
const candidates = ["", "0", "true", '""', "default(object)"];

/**
 * The same expression with its unknown named values replaced, to see whether it compiles: a stand-in fills the
 * place of the reference, so that what follows keeps its offset. Inside a string any of them is just text.
 */
export function* expressionStandIns(code: string): Generator<string> {
  for (const candidate of candidates)
    yield code.replace(reference, (whole) => candidate.padEnd(whole.length));
}
