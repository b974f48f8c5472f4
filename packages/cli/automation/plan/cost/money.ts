import type { PriceUnit } from "@azure-genai-gateway/catalogue";

/** `$2.50`, `$0.0658`: cents at least, and as many digits more as there are. */
export function dollars(amount: number): string {
  const [whole, fraction = ""] = trimmed(amount).split(".");
  return `$${Number(whole).toLocaleString("en-US")}.${fraction.padEnd(2, "0")}`;
}

/** `$1,234.50` */
export function cents(amount: number): string {
  return amount.toLocaleString("en-US", { style: "currency", currency: "USD" });
}

/** At most six digits behind the point, without the zeros of a sum of fractions. */
const trimmed = (amount: number) => String(Number(amount.toFixed(6)));

/** `a GB of logs`, `a million queries`: what a price of use is for. */
export function unitText(per: PriceUnit, what: string): string {
  const words: Readonly<Record<PriceUnit, string>> = {
    hour: `an hour ${what}`,
    month: `a month ${what}`,
    gigabyte: `a GB of ${what}`,
    gigabyteMonth: `a GB and month of ${what}`,
    million: `a million ${what}`,
    hundredThousand: `a hundred thousand ${what}`,
    tenThousand: `ten thousand ${what}`,
    thousand: `a thousand ${what}`,
  };
  return words[per];
}
