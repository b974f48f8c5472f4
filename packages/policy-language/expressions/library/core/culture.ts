import { americanNumbers, invariantNumbers, type NumberCulture } from "../../values/formats";
import { constant, define, named } from "../../types/registry";
import { argumentNull, checkSize, NetObject, raise } from "../../values/runtime";

/** A culture, as far as it shows in texts. Expressions run in the invariant one. */
export class NetCulture extends NetObject {
  constructor(
    readonly name: string,
    readonly englishName: string,
    readonly numbers: NumberCulture,
    /** Dates as 3/14/2026 3:09 PM instead of 03/14/2026 15:09. */
    readonly american: boolean,
  ) {
    super();
  }
  get netType() {
    return named("CultureInfo");
  }
  override text() {
    return this.name;
  }
  override equals(other: unknown) {
    return other instanceof NetCulture && other.name === this.name;
  }
}

export const invariantCulture = new NetCulture(
  "",
  "Invariant Language (Invariant Country)",
  invariantNumbers,
  false,
);
const american = new NetCulture("en-US", "English (United States)", americanNumbers, true);
const english = new NetCulture("en", "English", americanNumbers, true);
const cultures = new Map([invariantCulture, american, english].map((one) => [one.name.toLowerCase(), one]));

/** Only the cultures above: others are refused as .NET refuses cultures it has no data for. */
function findCulture(name: string | null): NetCulture {
  return (
    cultures.get((name ?? argumentNull("name")).toLowerCase()) ??
    raise(
      "CultureNotFoundException",
      `Culture is not supported. (Parameter 'name')\n${name} is an invalid culture identifier.`,
    )
  );
}

/** Parts of a culture that are format providers too: they carry their culture. */
class CulturePart extends NetObject {
  constructor(
    private readonly type: string,
    readonly culture: NetCulture,
  ) {
    super();
  }
  get netType() {
    return named(this.type);
  }
}

/** The culture behind an IFormatProvider; null is the current one. */
export function cultureOf(provider: unknown): NetCulture {
  if (provider instanceof NetCulture) return provider;
  return provider instanceof CulturePart ? provider.culture : invariantCulture;
}

const part = (type: string) => (culture: NetCulture) => new CulturePart(type, culture);

define("System", "interface IFormatProvider");
define("System.Globalization", "class CultureInfo : IFormatProvider", {
  "CultureInfo InvariantCulture": constant(invariantCulture),
  "static CultureInfo CurrentCulture": () => invariantCulture,
  "static CultureInfo CurrentUICulture": () => invariantCulture,
  "new(string name)": findCulture,
  "new(string name, bool useUserOverride)": findCulture,
  "static CultureInfo GetCultureInfo(string name)": findCulture,
  "static CultureInfo CreateSpecificCulture(string name)": findCulture,
  "string Name": (culture: NetCulture) => culture.name,
  "string DisplayName": (culture: NetCulture) => culture.englishName,
  "string EnglishName": (culture: NetCulture) => culture.englishName,
  "string TwoLetterISOLanguageName": (culture: NetCulture) => (culture.name === "" ? "iv" : "en"),
  "NumberFormatInfo NumberFormat": part("NumberFormatInfo"),
  "DateTimeFormatInfo DateTimeFormat": part("DateTimeFormatInfo"),
  "TextInfo TextInfo": part("TextInfo"),
});
define("System.Globalization", "class NumberFormatInfo : IFormatProvider", {
  "static NumberFormatInfo InvariantInfo": () => part("NumberFormatInfo")(invariantCulture),
  "static NumberFormatInfo CurrentInfo": () => part("NumberFormatInfo")(invariantCulture),
  "string CurrencySymbol": (info: CulturePart) => info.culture.numbers.currency,
  "string NumberDecimalSeparator": () => ".",
  "string NumberGroupSeparator": () => ",",
  "string NegativeSign": () => "-",
  "string PositiveSign": () => "+",
  "string PercentSymbol": () => "%",
});
define("System.Globalization", "class DateTimeFormatInfo : IFormatProvider", {
  "static DateTimeFormatInfo InvariantInfo": () => part("DateTimeFormatInfo")(invariantCulture),
  "static DateTimeFormatInfo CurrentInfo": () => part("DateTimeFormatInfo")(invariantCulture),
  "string GetMonthName(int month)": (_info: unknown, month: number) => monthName(month, "long"),
  "string GetAbbreviatedMonthName(int month)": (_info: unknown, month: number) => monthName(month, "short"),
});
define("System.Globalization", "class TextInfo", {
  "string ToTitleCase(string str)": (_info: unknown, text: string | null) => titleCase(text),
  "string ToUpper(string str)": (_info: unknown, text: string | null) =>
    (text ?? argumentNull("str")).toUpperCase(),
  "string ToLower(string str)": (_info: unknown, text: string | null) =>
    (text ?? argumentNull("str")).toLowerCase(),
});

function monthName(month: number, length: "long" | "short"): string {
  if (month < 1 || month > 13)
    raise("ArgumentOutOfRangeException", "Valid values are between 1 and 13, inclusive. (Parameter 'month')");
  if (month === 13) return "";
  const date = new Date(Date.UTC(2000, month - 1, 1));
  return new Intl.DateTimeFormat("en-US", { month: length, timeZone: "UTC" }).format(date);
}

/** Words all in capitals are taken for acronyms and stay. */
function titleCase(text: string | null): string {
  const given = text ?? argumentNull("str");
  checkSize(given.length);
  return given.replace(/[\p{L}\p{M}][\p{L}\p{M}\p{N}']*/gu, (word) =>
    word === word.toUpperCase() && word !== word.toLowerCase() && word.length > 1
      ? word
      : word[0]!.toUpperCase() + word.slice(1).toLowerCase(),
  );
}
