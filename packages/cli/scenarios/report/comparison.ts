import type { AssertionResult } from "../run/assertions";
import { measuresOf, rowsOf, totalsOf, type Measure, type Unit } from "./measures";
import type { RecordedRun } from "./recordsFile";

/** A measure of two runs. */
export interface Difference {
  readonly name: string;
  readonly unit: Unit;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/**
 * What became of an assertion: `broken` passed before and fails now, `gone` is no longer asked, `new` was not asked
 * before.
 */
export type Fate = "broken" | "gone" | "failing" | "mended" | "new" | "holding";

export interface ComparedAssertion {
  readonly name: string;
  readonly fate: Fate;
  readonly before: AssertionResult | undefined;
  readonly after: AssertionResult | undefined;
}

/** One scenario before and after. */
export interface ComparedRun {
  readonly name: string;
  /** Of the run in this report. */
  readonly index: number;
  /** What else than the gateway differs, so that the figures do not tell what a change has done. */
  readonly unlike: readonly string[];
  readonly differences: readonly Difference[];
  /** Those that went from passed to failed first. */
  readonly assertions: readonly ComparedAssertion[];
}

export interface Comparison {
  /** What the runs before were read from. */
  readonly file: string;
  readonly runs: readonly ComparedRun[];
  /** Sums over the runs that are on both sides. */
  readonly totals: readonly Difference[];
  /** Scenarios of the file that did not run now. */
  readonly onlyBefore: readonly string[];
  /** Scenarios that ran now and are not in the file. */
  readonly onlyNow: readonly string[];
}

/** Sets runs beside those of a file by the scenarios' names; of a name that stands twice, the first with the first. */
export function compare(
  file: string,
  before: readonly RecordedRun[],
  after: readonly RecordedRun[],
): Comparison {
  const { beside, left } = byName(before, after);
  const pairs = beside.flatMap((was, index) => (was ? [{ was, is: after[index]!, index }] : []));
  const [was, is] = [pairs.map((pair) => pair.was), pairs.map((pair) => pair.is)];
  const rows = rowsOf(...was, ...is);
  return {
    file,
    runs: pairs.map((pair) => comparedRun(pair.was, pair.is, pair.index)),
    totals: pairs.length === 0 ? [] : differences(totalsOf(was, rows), totalsOf(is, rows)),
    onlyBefore: left.map(({ name }) => name),
    onlyNow: after.filter((_, index) => !beside[index]).map(({ name }) => name),
  };
}

/** What stands beside each of `after` by its name, and what of `before` stands beside nothing. */
function byName<One extends { readonly name: string }>(
  before: readonly One[],
  after: readonly One[],
): { readonly beside: readonly (One | undefined)[]; readonly left: readonly One[] } {
  const left = [...before];
  const beside = after.map((is) => {
    const at = left.findIndex(({ name }) => name === is.name);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  });
  return { beside, left };
}

function comparedRun(was: RecordedRun, is: RecordedRun, index: number): ComparedRun {
  const rows = rowsOf(was, is);
  return {
    name: is.name,
    index,
    unlike: unlikeness(was, is),
    differences: differences(measuresOf(was, rows), measuresOf(is, rows)),
    assertions: comparedAssertions(was.assertions, is.assertions),
  };
}

function differences(was: readonly Measure[], is: readonly Measure[]): readonly Difference[] {
  return was.map(({ name, unit, value }, row) => ({ name, unit, before: value, after: is[row]!.value }));
}

function unlikeness(was: RecordedRun, is: RecordedRun): readonly string[] {
  const plain = (["seed", "duration", "instances"] as const)
    .filter((name) => was[name] !== is[name])
    .map((name) => `${name} was ${was[name]} and is ${is[name]}`);
  const parts = Object.keys(is.load).filter((part) => was.load[part] !== is.load[part]);
  return [...plain, ...parts.map((part) => `\`${part}\` of the scenario has changed`)];
}

/** In the order in which a reader needs them. */
const order: readonly Fate[] = ["broken", "gone", "failing", "mended", "new", "holding"];

function comparedAssertions(
  before: readonly AssertionResult[],
  after: readonly AssertionResult[],
): readonly ComparedAssertion[] {
  const { beside, left } = byName(before, after);
  const both = after.map((is, index): ComparedAssertion => {
    const was = beside[index];
    return { name: is.name, fate: fateOf(was, is), before: was, after: is };
  });
  const gone = left.map((was): ComparedAssertion => ({
    name: was.name,
    fate: "gone",
    before: was,
    after: undefined,
  }));
  return [...both, ...gone].sort((one, other) => order.indexOf(one.fate) - order.indexOf(other.fate));
}

function fateOf(was: AssertionResult | undefined, is: AssertionResult): Fate {
  if (!is.passed) return was?.passed ? "broken" : "failing";
  if (!was) return "new";
  return was.passed ? "holding" : "mended";
}

/** The assertions of a fate over all scenarios, each with its run. */
export function withFate(
  { runs }: Comparison,
  fate: Fate,
): readonly { readonly run: ComparedRun; readonly assertion: ComparedAssertion }[] {
  return runs.flatMap((run) =>
    run.assertions.filter((assertion) => assertion.fate === fate).map((assertion) => ({ run, assertion })),
  );
}

/** What was asked of a measure: once where that is the same on both sides. */
export function askedOf({ before, after }: ComparedAssertion): string {
  if (before && after && before.expected !== after.expected)
    return `${before.expected} before, ${after.expected} now`;
  return (after ?? before)!.expected;
}
