import type { Argument } from "../syntax/ast";
import type { Binder } from "./binder";
import type { Bound, Run, Scope } from "./bound";
import { implicitConversion, same } from "../types/conversions";
import { emitCall, type StoreOut, countingTexts } from "./emitCall";
import { choose, type Call } from "../types/overloads";
import { extensions } from "../types/members";
import { defaultOf, nullReference } from "../values/runtime";
import type { Member, Param, Type } from "../types/types";
import { fixed, through, written } from "./script";

/** Arguments bound on their own; `out var` ones wait for the overload. */
export function bindArgs(b: Binder, syntax: readonly Argument[], scope: Scope): Bound[] {
  return syntax.map(({ declares, mode, value }) => {
    const discard =
      mode === "out" && value.kind === "name" && value.name === "_" && (declares || !scope.find("_"));
    if (!declares && !discard) return b.value(value, scope);
    const type = declares?.type ? b.typeOfSyntax(declares.type) : b.pending;
    const declared = discard
      ? scope.declare("<discard>", type)
      : b.declare(scope, declares!.name, type, value.at);
    return { type, at: value.at, run: scope.reader(declared), set: scope.writer(declared), declared };
  });
}

/** A call of the best overload. */
export function invoke(
  b: Binder,
  group: Extract<NonNullable<Bound["untyped"]>, { kind: "group" }>,
  syntax: readonly Argument[],
  args: readonly Bound[],
  scope: Scope,
  at: number,
): Bound {
  const members =
    group.target?.names || !group.target
      ? group.members.filter((one) => one.isStatic)
      : group.members.filter((one) => !one.isStatic);
  b.forgetLambda();
  let chosen = members.length ? choose(b, scope, members, syntax, args, group.typeArgs) : "CS0120";
  let target = group.target;
  if (typeof chosen === "string" && target && !target.names) {
    const extended = choose(
      b,
      scope,
      group.extension ?? extensions(group.name),
      [{ value: { kind: "null", at } }, ...syntax],
      [target, ...args],
      group.typeArgs,
    );
    if (typeof extended !== "string" || members.length === 0) {
      chosen =
        typeof extended === "string" && !(group.extension ?? extensions(group.name)).length
          ? "CS1061"
          : extended;
      if (typeof chosen !== "string") target = undefined;
    }
  }
  if (typeof chosen === "string") b.blameLambda();
  if (typeof chosen === "string")
    return b.fail(
      chosen,
      `No '${group.name}' takes these arguments (${args.map((arg) => arg.type.name).join(", ")})`,
      at,
    );
  return emit(b, chosen, chosen.member.isStatic ? undefined : target, at);
}

export function emit(b: Binder, call: Call, target: Bound | undefined, at: number): Bound {
  const { member } = call;
  const named = call.expanded ? member.params.length - 1 : member.params.length;
  const runs: Run[] = target ? [receiver(target, member)] : [];
  const outs: StoreOut[] = [];
  for (let index = 0; index < named; index++) {
    const param = member.params[index]!;
    const arg = call.args[index];
    if (!arg) runs.push(defaultArgument(param));
    else if (param.mode === "out" || param.mode === "ref") {
      outs.push(outArgument(b, arg, param.type));
      if (param.mode === "ref") runs.push(arg.run);
    } else runs.push(b.convert(arg, param.type).run);
  }
  if (call.expanded) {
    const element = member.params.at(-1)!.type.element;
    const rest = call.args.slice(named).map((arg) => b.convert(arg!, element).run);
    runs.push(arrayOf(element, rest));
  }
  if (member.generic) {
    runs.push(fixed([...member.owner.args, ...call.typeArgs]));
  }
  const get = member.get as (...args: unknown[]) => unknown;
  const reads = readsTexts.test(member.name) && !readsParts(member);
  const counted = reads || member.name === "Substring" ? countingTexts(get, reads, runs.length) : get;
  return { type: member.type, at, run: emitCall(counted, runs, outs) };
}

/** Methods whose work grows with the length of the texts they are given; the others look at a part, or count themselves. */
const readsTexts =
  /^(Trim|To(Upper|Lower|CharArray|Title|JObject|Base64)|Remove|Insert|Replace|Compare|Equals|GetHashCode|Normalize|Escape|Unescape|UrlEncode|UrlDecode|Html|Get(Bytes|String|ByteCount|CharCount)|FromBase64|FromHex|Parse|TryParse|Contains|Split|Concat|Append|AsJwt|AsBasic|Encrypt|Decrypt|IsNullOrWhiteSpace|Reverse|Distinct|DeserializeObject|SerializeObject)/;

/** Whether the method is told where in its texts to begin, and for how long. */
const readsParts = ({ name, params }: Member) =>
  /^(Append|Compare)/.test(name) && params.some(({ type }, index) => index > 0 && type.name === "int");

function defaultArgument(param: Param): Run {
  const value = param.value === undefined || param.value === null ? defaultOf(param.type) : param.value;
  return fixed(value);
}

/** A new array of what the closures give. */
export function arrayOf(element: Type, runs: readonly Run[]): Run {
  const make = (items: unknown[]) => makeArray(element, items);
  return written(
    (frame) => make(runs.map((run) => run(frame))),
    (js) => `${js.ref(make)}([${js.values(runs)}])`,
  );
}

/** How the value of an out or ref argument is stored; `out var x` gets its type here. */
function outArgument(b: Binder, arg: Bound, type: Type): StoreOut {
  if (arg.declared?.type === b.pending) arg.declared.type = type;
  return arg.set ?? b.fail("CS1510", "An out argument is a variable", arg.at);
}

/** The receiver, not null, as the type that declares the member. */
export function receiver(target: Bound, member: Member): Run {
  const { run, type } = target;
  if (type.isValueType) {
    if (member.owner === type || member.owner.definition === type.definition) return run;
    const convert = implicitConversion(type, member.owner) ?? same;
    return through(convert, run);
  }
  return written(
    (frame) => run(frame) ?? nullReference(),
    (js) => `${js.value(run)} ?? ${js.ref(nullReference)}()`,
  );
}

export let makeArray: (element: Type, items: unknown[]) => unknown = (_, items) => items;
export function setMakeArray(make: typeof makeArray): void {
  makeArray = make;
}
