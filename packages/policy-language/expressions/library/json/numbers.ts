import { define, named } from "../../types/registry";
import { Boxed } from "../../values/runtime";

define("System.Numerics", "struct BigInteger");

/** An integer that no long holds. */
export const bigInteger = (value: bigint): Boxed => new Boxed(named("System.Numerics.BigInteger"), value);

const plainInteger = /^(?:0|[1-9]\d*)$/;
const longest = 2n ** 63n;
/** Digits that a number may have; more would cost more than they can mean. */
const maxDigits = 380;

/** A number as JSON has it, or hexadecimal or octal, which Newtonsoft takes too; undefined when it is none. */
export function parseNumberWord(word: string): unknown {
  if (word.length > maxDigits) return undefined;
  if (word.length < 16 && plainInteger.test(word)) return BigInt(Number(word));
  if (/^-?\d+$/.test(word) && !/^-?0\d/.test(word)) return integer(BigInt(word));
  if (/^0[xX][0-9a-fA-F]+$/.test(word)) return integer(BigInt(word));
  if (/^0[0-7]+$/.test(word)) return integer(BigInt(`0o${word.slice(1)}`));
  if (/^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(word)) return new Boxed(named("double"), Number(word));
  return undefined;
}

function integer(value: bigint): unknown {
  return value >= -longest && value < longest ? value : bigInteger(value);
}
