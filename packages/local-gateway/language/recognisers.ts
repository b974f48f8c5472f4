/** Something personal in a text; places are UTF-16 units. */
export interface FoundEntity {
  readonly category: string;
  readonly start: number;
  readonly end: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/** A text that a test, or a demo, wants recognised. */
export interface KnownEntity {
  /** Found as words of its own, as it is written. */
  readonly text: string;
  /** As the service writes it: https://learn.microsoft.com/azure/ai-services/language-service/personally-identifiable-information/concepts/entity-categories */
  readonly category: string;
  /** Default 0.95. */
  readonly confidence?: number;
}

type Recogniser = (text: string) => Iterable<FoundEntity>;

/** Given names that stand for a person when a capitalised word follows, or alone with less confidence. */
const givenNames = new Set(
  "Alice Ann Anna Bob Carla Carlos Clara David Elena Emma Eva Hans Ines Jan Jane Jean John Julia Karl Lena Lukas Maria Mark Mary Max Miguel Nina Olga Omar Otto Paul Peter Priya Sara Sofia Thomas Tom Wei Yusuf".split(
    " ",
  ),
);

const isUpper = (character: string) =>
  character !== character.toLowerCase() && character === character.toUpperCase();

/** Words with their places, by Unicode's own rules of segmentation. */
const words = new Intl.Segmenter("en", { granularity: "word" });

function* peopleOfLine(text: string): Generator<FoundEntity> {
  let first: { readonly start: number; readonly end: number } | undefined;
  for (const { segment, index, isWordLike } of words.segment(text)) {
    if (!isWordLike) {
      if (segment !== " " && segment !== "-") {
        if (first) yield { ...person, ...first, confidence: 0.82 };
        first = undefined;
      }
      continue;
    }
    const end = index + segment.length;
    if (first) {
      const capitalised = isUpper(segment.charAt(0));
      yield {
        ...person,
        start: first.start,
        end: capitalised ? end : first.end,
        confidence: capitalised ? 0.97 : 0.82,
      };
      first = undefined;
    } else if (givenNames.has(segment)) first = { start: index, end };
  }
  if (first) yield { ...person, ...first, confidence: 0.82 };
}

const mayBeName = new RegExp([...givenNames].join("|"));

/** Unicode's rules cost more than all the rest, so they are asked from the first word on that may be a name, line by line. */
function* people(text: string): Generator<FoundEntity> {
  for (let begin = 0; begin < text.length;) {
    const newline = text.indexOf("\n", begin);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(begin, end);
    const name = mayBeName.exec(line)?.index;
    if (name !== undefined) {
      // A blank ends a word by any rule, so what stands before it changes nothing.
      const from = line.lastIndexOf(" ", name) + 1;
      for (const found of peopleOfLine(line.slice(from)))
        yield { ...found, start: begin + from + found.start, end: begin + from + found.end };
    }
    begin = end + 1;
  }
}

const person = { category: "Person" };

/** Runs of characters that satisfy a test, with what stands around them cut off. */
function* runs(text: string, belongs: (character: string) => boolean): Generator<readonly [number, number]> {
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const inside = at < text.length && belongs(text[at]!);
    if (inside && start < 0) start = at;
    if (!inside && start >= 0) {
      yield [start, at];
      start = -1;
    }
  }
}

const isAlphanumeric = (character: string) => /[\p{L}\p{N}]/u.test(character);

function* emails(text: string): Generator<FoundEntity> {
  for (const [start, end] of runs(text, (one) => isAlphanumeric(one) || "@._+-".includes(one))) {
    let last = end;
    while (last > start && !isAlphanumeric(text[last - 1]!)) last--;
    const [local, domain, ...more] = text.slice(start, last).split("@");
    if (local && domain && more.length === 0 && domain.includes(".") && !domain.includes(".."))
      yield { category: "Email", start, end: last, confidence: 0.99 };
  }
}

const isDigit = (character: string) => character >= "0" && character <= "9";

/** Digits with blanks, hyphens, points and brackets between them: cards, telephones, social security numbers. */
function* numbers(text: string): Generator<FoundEntity> {
  for (const [from, to] of runs(text, (one) => isDigit(one) || " -.()+/".includes(one))) {
    let start = from;
    let end = to;
    while (start < end && !isDigit(text[start]!) && text[start] !== "+" && text[start] !== "(") start++;
    while (end > start && !isDigit(text[end - 1]!)) end--;
    if (isAlphanumeric(text[start - 1] ?? " ") || isAlphanumeric(text[end] ?? " ")) continue;
    const written = text.slice(start, end);
    const digits = [...written].filter(isDigit).join("");
    if (digits.length >= 13 && digits.length <= 19 && passesLuhn(digits))
      yield { category: "CreditCardNumber", start, end, confidence: 0.95 };
    else if (/^\d{3}-\d{2}-\d{4}$/.test(written))
      yield { category: "USSocialSecurityNumber", start, end, confidence: 0.85 };
    else if (
      written.split(".").length === 4 &&
      written.split(".").every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
    )
      yield { category: "IPAddress", start, end, confidence: 0.8 };
    else if (digits.length >= 9 && digits.length <= 15 && (written.startsWith("+") || /[ ()-]/.test(written)))
      yield { category: "PhoneNumber", start, end, confidence: 0.8 };
  }
}

/** ISO/IEC 7812-1. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: moved and read as a number, it is 1 modulo 97. */
function* accounts(text: string): Generator<FoundEntity> {
  for (const [start, to] of runs(text, (one) => isAlphanumeric(one) || one === " ")) {
    const run = text.slice(start, to);
    for (const match of run.matchAll(/[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?/g)) {
      // A word behind it may look like a part of it.
      for (let end = match[0].length; end >= 15; end--) {
        const plain = match[0].slice(0, end).replaceAll(" ", "");
        if (plain.length < 15 || !isValidIban(plain)) continue;
        const from = start + match.index;
        yield {
          category: "InternationalBankingAccountNumber",
          start: from,
          end: from + end,
          confidence: 0.9,
        };
        break;
      }
    }
  }
}

function isValidIban(iban: string): boolean {
  const moved = iban.slice(4) + iban.slice(0, 4);
  const value = [...moved].map((one) => (isDigit(one) ? one : String(one.charCodeAt(0) - 55))).join("");
  return BigInt(value) % 97n === 1n;
}

const recognisers: readonly Recogniser[] = [people, emails, numbers, accounts];

/** What is personal in a text, in its order. */
export function recognise(text: string, known: readonly KnownEntity[] = []): readonly FoundEntity[] {
  const own = known.flatMap(({ text: word, category, confidence = 0.95 }) => {
    const places: FoundEntity[] = [];
    for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + 1)) {
      const end = start + word.length;
      if (!isAlphanumeric(text[start - 1] ?? " ") && !isAlphanumeric(text[end] ?? " "))
        places.push({ category, start, end, confidence });
    }
    return places;
  });
  return [...own, ...recognisers.flatMap((recogniser) => [...recogniser(text)])].sort(
    (one, other) => one.start - other.start || other.end - one.end,
  );
}
