import { constant, define } from "../../types/registry";
import { argumentNull, raise } from "../../values/runtime";
import { comparisonMethods } from "./comparisons";

const blank = /[\s\0]/;

/** True and False in any case, with white space and null characters around; undefined for other texts. */
export function readBoolean(text: string): boolean | undefined {
  let [start, end] = [0, text.length];
  while (start < end && blank.test(text[start]!)) start++;
  while (end > start && blank.test(text[end - 1]!)) end--;
  const plain = end - start > 5 ? "" : text.slice(start, end).toLowerCase();
  return plain === "true" ? true : plain === "false" ? false : undefined;
}

export function parseBoolean(text: string | null): boolean {
  const given = text ?? argumentNull("value");
  return (
    readBoolean(given) ?? raise("FormatException", `String '${given}' was not recognized as a valid Boolean.`)
  );
}

const write = (value: boolean) => (value ? "True" : "False");

define("System", "struct Boolean : IComparable", {
  "string TrueString": constant("True"),
  "string FalseString": constant("False"),
  "static bool Parse(string value)": parseBoolean,
  "static bool TryParse(string value, out bool result)": (text: string | null) => {
    const value = text === null ? undefined : readBoolean(text);
    return [value !== undefined, value ?? false];
  },
  "string ToString()": write,
  "string ToString(IFormatProvider provider)": write,
  ...comparisonMethods(
    "bool",
    (a: boolean, b: boolean) => Number(a) - Number(b),
    (a: boolean, b: boolean) => a === b,
    "Object must be of type Boolean.",
  ),
});
