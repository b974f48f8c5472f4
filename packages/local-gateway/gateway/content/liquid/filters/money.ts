import type { Decimal } from "@azure-genai-gateway/policy-language/expressions/values/decimal";
import { LiquidError } from "../values";

/** ISO 4217 by region: what a culture's "C" format writes. */
const currencies: Readonly<Record<string, string>> = {
  AT: "EUR", AU: "AUD", BE: "EUR", BR: "BRL", CA: "CAD", CH: "CHF", CN: "CNY", CZ: "CZK", DE: "EUR", DK: "DKK",
  ES: "EUR", FI: "EUR", FR: "EUR", GB: "GBP", GR: "EUR", HK: "HKD", HU: "HUF", IE: "EUR", IL: "ILS", IN: "INR",
  IT: "EUR", JP: "JPY", KR: "KRW", MX: "MXN", NL: "EUR", NO: "NOK", NZ: "NZD", PL: "PLN", PT: "EUR", RO: "RON",
  RU: "RUB", SE: "SEK", SG: "SGD", TH: "THB", TR: "TRY", TW: "TWD", UA: "UAH", US: "USD", ZA: "ZAR",
}; // prettier-ignore

/** An amount as a culture writes money; what is none stays as it is. @throws LiquidError for what names no culture. */
export function moneyIn(tag: string, amount: Decimal | undefined, text: string): string {
  const name = tag.trim();
  const unknown = () =>
    new LiquidError(
      `Culture is not supported. (Parameter 'name')\n${name} is an invalid culture identifier.`,
    );
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(name).maximize();
    if (!Intl.NumberFormat.supportedLocalesOf([name]).length) throw unknown();
  } catch {
    throw unknown();
  }
  if (!amount) return text;
  const currency = currencies[locale.region ?? ""];
  if (!currency) throw new LiquidError(`The simulator knows no currency of '${name}'`);
  return new Intl.NumberFormat(name, { style: "currency", currency }).format(
    amount.text() as unknown as number,
  );
}
