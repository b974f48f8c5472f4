import type { Assertion, Quantity, Scenario } from "../model/schema";
import { valueOf } from "./quantities";
import type { RunRecords } from "./records";

export interface AssertionResult {
  readonly name: string;
  /** What was compared, in words. */
  readonly what: string;
  /** The bounds in words, for example "at least 90". */
  readonly expected: string;
  /** Absent where there was nothing to measure, which fails. */
  readonly actual?: number;
  readonly passed: boolean;
}

/** Every assertion is checked: the first that fails hides none of the others. */
export function checkAssertions(scenario: Scenario, records: RunRecords): readonly AssertionResult[] {
  return scenario.assert.map((assertion) => {
    const actual = measured(assertion, records, scenario);
    return {
      name: assertion.name,
      what: inWords(assertion),
      expected: expectation(assertion),
      actual,
      passed: actual !== undefined && holds(assertion, actual),
    };
  });
}

function measured(assertion: Assertion, records: RunRecords, { prices }: Scenario): number | undefined {
  const value = valueOf(assertion, records, prices);
  if (!assertion.per || value === undefined) return value;
  const divisor = valueOf(assertion.per, records, prices);
  return divisor === undefined || divisor === 0 ? undefined : value / divisor;
}

function holds({ equals, atLeast, atMost }: Assertion, actual: number): boolean {
  return (
    (equals === undefined || actual === equals) &&
    (atLeast === undefined || actual >= atLeast) &&
    (atMost === undefined || actual <= atMost)
  );
}

function expectation({ equals, atLeast, atMost }: Assertion): string {
  const bounds = [
    equals === undefined ? [] : `equals ${equals}`,
    atLeast === undefined ? [] : `at least ${atLeast}`,
    atMost === undefined ? [] : `at most ${atMost}`,
  ];
  return bounds.flat().join(", ");
}

function inWords({ per, ...quantity }: Assertion): string {
  return per ? `${quantityInWords(quantity)} / ${quantityInWords(per)}` : quantityInWords(quantity);
}

function quantityInWords({
  measure,
  statistic,
  where,
}: Pick<Quantity, "measure" | "statistic" | "where">): string {
  const filter = Object.entries(where)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${listInWords([value].flat())}`)
    .join(", ");
  return `${statistic ? `${statistic} ` : ""}${measure}${filter ? ` (${filter})` : ""}`;
}

function listInWords(values: readonly unknown[]): string {
  const most = 4;
  const shown = values.slice(0, most).join("|");
  return values.length > most ? `${shown} and ${values.length - most} more` : shown;
}
