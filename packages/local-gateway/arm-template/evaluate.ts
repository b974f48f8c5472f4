import { type Expression, ExpressionError, isExpression, parseExpression } from "./expression";
import { asText, FunctionError, keyOf, pureFunctions, type Value } from "./functions";

/** What stands round an expression besides the template: loops of copies, and arguments of lambdas. */
export interface Locals {
  /** Index of each loop, by name in lower case. */
  readonly copies: ReadonlyMap<string, number>;
  /** The innermost loop, which copyIndex() without a name means. */
  readonly copy?: string;
  readonly lambda: ReadonlyMap<string, Value>;
}

export const noLocals: Locals = { copies: new Map(), lambda: new Map() };

/** The functions that need the template or the deployment; arguments come evaluated. Undefined: there is none of that name. */
export type ContextFunctions = (
  name: string,
  args: readonly Value[],
  locals: Locals,
) => { readonly value: Value } | undefined;

/** Steps that one template may take; real ones take thousands. */
const mostSteps = 5_000_000;

interface Lambda {
  readonly names: readonly string[];
  readonly body: Expression;
  readonly locals: Locals;
}

/** Evaluates expressions in the values of one template. */
export class Evaluator {
  private steps = 0;
  private readonly parsed = new Map<string, Expression>();

  /** @param report hears why an expression was left as it is written. */
  constructor(
    private readonly context: ContextFunctions,
    private readonly report: (expression: string, reason: string) => void,
  ) {}

  /** A value with every expression in it evaluated; one that cannot be is left as it is written. */
  all(value: Value, locals: Locals): Value {
    if (typeof value === "string") return this.text(value, locals);
    if (Array.isArray(value)) return (value as readonly Value[]).map((item) => this.all(item, locals));
    if (typeof value !== "object" || value === null) return value;
    const record = value as Readonly<Record<string, Value>>;
    const result: Record<string, Value> = {};
    for (const [key, item] of Object.entries(record)) {
      if (key === "copy" && isCopyList(item)) Object.assign(result, this.copies(item, locals));
      else set(result, asText(this.text(key, locals)), this.all(item, locals));
    }
    return result;
  }

  /** Properties, or variables, that a loop makes: https://learn.microsoft.com/azure/azure-resource-manager/templates/copy-properties */
  copies(list: readonly Readonly<Record<string, Value>>[], locals: Locals): Record<string, Value> {
    const result: Record<string, Value> = {};
    for (const { name, count, input } of list) {
      const key = asText(name);
      set(
        result,
        key,
        Array.from({ length: this.count(count, locals) }, (_, index) =>
          this.all(input, inCopy(locals, key, index)),
        ),
      );
    }
    return result;
  }

  /** How often a loop runs; 0 where that is not known. */
  count(value: Value, locals: Locals): number {
    const count = Number(this.all(value, locals));
    // What Azure itself takes: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits
    return Number.isInteger(count) && count > 0 ? Math.min(count, 800) : 0;
  }

  private text(text: string, locals: Locals): Value {
    if (text.startsWith("[[")) return text.slice(1);
    if (!isExpression(text)) return text;
    try {
      return this.run(this.parse(text), locals);
    } catch (error) {
      if (!(error instanceof ExpressionError || error instanceof FunctionError)) throw error;
      this.report(text, error.message);
      return text;
    }
  }

  private parse(text: string): Expression {
    let expression = this.parsed.get(text);
    if (!expression) this.parsed.set(text, (expression = parseExpression(text)));
    return expression;
  }

  private run(expression: Expression, locals: Locals): Value {
    if (++this.steps > mostSteps) throw new FunctionError("the template takes too many steps");
    if (expression.kind === "value") return expression.value;
    if (expression.kind === "member") {
      const of = this.run(expression.of, locals);
      return member(of, this.run(expression.key, locals), expression.safe);
    }
    const name = expression.name.toLowerCase();
    const lazy = this.lazy(name, expression.args, locals);
    if (lazy) return lazy.value;
    const args = expression.args.map((argument) => this.run(argument, locals));
    const higher = this.higher(name, args);
    if (higher) return higher.value;
    const pure = pureFunctions[name];
    const known = pure ? { value: pure(...args) } : this.context(name, args, locals);
    if (known) return known.value;
    throw new FunctionError(`there is no function ${expression.name}() here`);
  }

  /** Functions that do not look at all of their arguments. */
  private lazy(
    name: string,
    args: readonly Expression[],
    locals: Locals,
  ): { readonly value: Value } | undefined {
    const value = (index: number) => (args[index] ? this.run(args[index], locals) : null);
    switch (name) {
      case "if":
        return { value: value(0) === true ? value(1) : value(2) };
      case "and":
        return { value: args.every((_, index) => value(index) === true) };
      case "or":
        return { value: args.some((_, index) => value(index) === true) };
      case "coalesce":
        for (const index of args.keys()) {
          const found = value(index);
          if (found !== null && found !== undefined) return { value: found };
        }
        return { value: null };
      case "tryget": {
        let found = value(0);
        for (let index = 1; index < args.length; index++) found = member(found, value(index), true);
        return { value: found };
      }
      case "lambda": {
        const names = args.slice(0, -1).map((_, index) => asText(value(index)));
        return { value: { names, body: args.at(-1)!, locals } satisfies Lambda };
      }
      case "lambdavariables":
        return { value: locals.lambda.get(asText(value(0)).toLowerCase()) ?? null };
      case "copyindex":
        return {
          value: copyIndex(
            args.map((_, index) => value(index)),
            locals,
          ),
        };
      default:
        return undefined;
    }
  }

  /** Functions that take a lambda: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-lambda */
  private higher(name: string, args: readonly Value[]): { readonly value: Value } | undefined {
    const lambda = args.find(isLambda);
    if (!lambda) return undefined;
    const call = (one: Lambda, ...values: readonly Value[]) => {
      const bound = new Map(one.locals.lambda);
      one.names.forEach((parameter, index) => bound.set(parameter.toLowerCase(), values[index] ?? null));
      return this.run(one.body, { ...one.locals, lambda: bound });
    };
    const items = Array.isArray(args[0]) ? (args[0] as readonly Value[]) : [];
    switch (name) {
      case "map":
        return { value: items.map((item, index) => call(lambda, item, index)) };
      case "filter":
        return { value: items.filter((item, index) => call(lambda, item, index) === true) };
      case "sort":
        return { value: [...items].sort((left, right) => (call(lambda, left, right) === true ? -1 : 1)) };
      case "reduce":
        return {
          value: items.reduce((sum, item, index) => call(args[2] as Lambda, sum, item, index), args[1]),
        };
      case "toobject": {
        const values = args.slice(2).find(isLambda);
        const result: Record<string, Value> = {};
        for (const item of items) set(result, asText(call(lambda, item)), values ? call(values, item) : item);
        return { value: result };
      }
      case "groupby": {
        const result: Record<string, Value[]> = {};
        for (const item of items) (result[asText(call(lambda, item))] ??= []).push(item);
        return { value: result };
      }
      case "mapvalues":
        return {
          value: Object.fromEntries(
            Object.entries(args[0] ?? {}).map(([key, item]) => [key, call(lambda, item)]),
          ),
        };
      default:
        return undefined;
    }
  }
}

const isLambda = (value: Value): value is Lambda =>
  typeof value === "object" && value !== null && "body" in value && "names" in value && "locals" in value;

export const isCopyList = (value: Value): value is readonly Readonly<Record<string, Value>>[] =>
  Array.isArray(value) &&
  value.every((item) => typeof item === "object" && item !== null && "name" in item && "count" in item);

export function inCopy(locals: Locals, name: string, index: number): Locals {
  const key = name.toLowerCase();
  return { ...locals, copies: new Map([...locals.copies, [key, index]]), copy: key };
}

function copyIndex(args: readonly Value[], { copies, copy }: Locals): number {
  const name = typeof args[0] === "string" ? args[0].toLowerCase() : copy;
  const offset = Number(typeof args[0] === "number" ? args[0] : (args[1] ?? 0));
  const index = name === undefined ? undefined : copies.get(name);
  if (index === undefined) throw new FunctionError("copyIndex() stands outside its loop");
  return index + offset;
}

/** A property, without regard to case, or an element; what is not there is an error unless it is asked for safely. */
export function member(of: Value, key: Value, safe: boolean): Value {
  if (Array.isArray(of) && typeof key === "number") {
    const item = (of as readonly Value[])[key];
    if (item !== undefined || safe) return item ?? null;
  } else if (typeof of === "object" && of !== null) {
    const record = of as Readonly<Record<string, Value>>;
    const found = keyOf(record, asText(key));
    if (found !== undefined) return record[found];
    if (safe) return null;
  } else if (safe) return null;
  throw new FunctionError(`there is no "${asText(key)}" in what comes before it`);
}

/** Not by assignment: `__proto__` is a name like any other in JSON. */
export function set(record: Record<string, Value>, key: string, value: Value): void {
  Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}
