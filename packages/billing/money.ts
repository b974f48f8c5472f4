/**
 * Money is whole numbers of 10 ** -12 US dollars ({@link places}): events count in millionths, with up to six places after
 * them. No sum of it passes through a floating-point number.
 */
export const places = 12;

/** `1234500000000n` is `1.2345`: exact, without zeros at its end, so equal sums are equal texts. */
export function decimalText(amount: bigint, scale = places): string {
  const sign = amount < 0n ? "-" : "";
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, "0");
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${sign}${digits.slice(0, digits.length - scale)}${fraction && `.${fraction}`}`;
}

/** With so many places, halves away from zero: for people. */
export function roundedText(amount: bigint, shown: number, scale = places): string {
  const unit = 10n ** BigInt(scale - shown);
  const size = amount < 0n ? -amount : amount;
  const whole = ((size + unit / 2n) / unit).toString().padStart(shown + 1, "0");
  const text = shown === 0 ? whole : `${whole.slice(0, -shown)}.${whole.slice(-shown)}`;
  return amount < 0n && /[1-9]/.test(text) ? `-${text}` : text;
}

/**
 * `1.5`, `-0.25`, `1E-05`, as a whole number of 10 ** -scale; digits beyond that are rounded, halves away from zero.
 * Undefined for what is no decimal number.
 */
export function parseDecimal(text: string, scale = places): bigint | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/.exec(text);
  if (!match || (match[2] === "" && !match[3])) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const shift = scale - fraction.length + Number(exponent);
  const digits = BigInt(`${whole}${fraction}`);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : divided(digits, 10n ** BigInt(-shift));
  return sign === "-" ? -size : size;
}

/** The same of a number that has no more places than `scale`, written out: nothing of it is rounded away. */
export function exactDecimal(text: string, scale: number): bigint | undefined {
  const size = /e/i.test(text) ? undefined : parseDecimal(text, scale);
  if (size === undefined || parseDecimal(text, scale + 30) !== size * 10n ** 30n) return undefined;
  return size;
}

function divided(size: bigint, by: bigint): bigint {
  return (size + by / 2n) / by;
}
