import type { Expr, Initializer, Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import { bindArrayInitializer } from "./bindCreation";
import { bindLoop, bindForeach } from "./loops";
import { bindLocalFunction, declareLocalFunction } from "./localFunctions";
import { variableOf } from "./refVariable";
import { bindSwitch } from "./switchStatement";
import { bindTry, bindUsing } from "./tryStatement";
import {
  Jump,
  returning,
  Scope,
  type BoundStatement,
  type FunctionScope,
  type Frame,
  type Run,
} from "./bound";
import { fixed, statementOver, written, writtenStatement } from "./script";
import { bindDeconstruction } from "./tuples";
import { named } from "../types/registry";
import { nullReference, throwException } from "../values/runtime";
import { CodeError } from "../syntax/syntaxError";
import type { Type } from "../types/types";

export function bindStatement(binder: Binder, node: Statement, scope: Scope): BoundStatement {
  switch (node.kind) {
    case "block":
      return bindSequence(binder, node.body, scope.inner());
    case "empty":
    case "label":
      return {
        run: writtenStatement(
          () => undefined,
          () => "",
        ),
        completes: true,
      };
    case "expression": {
      const { run } = binder.value(node.value, scope);
      return {
        run: writtenStatement(
          (frame: Frame) => void run(frame),
          (js) => `${js.value(run)};\n`,
        ),
        completes: true,
      };
    }
    case "declare":
      return bindDeclaration(binder, node, scope);
    case "deconstruct":
      return bindDeconstruction(binder, node, scope);
    case "if": {
      const test = binder.convert(binder.value(node.test, scope), named("bool"));
      const yes = bindStatement(binder, node.yes, scope.inner());
      const no = node.no && bindStatement(binder, node.no, scope.inner());
      const always = test.constant?.value === true;
      return {
        run: writtenStatement(
          (frame: Frame) => (test.run(frame) ? yes.run(frame) : no?.run(frame)),
          (js) => {
            const otherwise = no ? ` else {\n${js.statement(no.run)}}` : "";
            return `if (${js.value(test.run)}) {\n${js.statement(yes.run)}}${otherwise}\n`;
          },
        ),
        completes: always ? yes.completes : yes.completes || !no || no.completes,
        breaks: yes.breaks || no?.breaks,
      };
    }
    case "while":
    case "doWhile":
    case "for":
      return bindLoop(binder, node, scope);
    case "foreach":
      return bindForeach(binder, node, scope);
    case "switch":
      return bindSwitch(binder, node, scope);
    case "return":
      return bindReturn(binder, node, scope);
    case "break":
    case "continue": {
      const { kind } = node;
      return {
        run: writtenStatement(
          () => kind,
          () => `return "${kind}";\n`,
        ),
        completes: false,
        breaks: kind === "break",
      };
    }
    case "goto": {
      const jump = new Jump(binder.jumps.target(binder, node, scope));
      return { run: () => jump, completes: false };
    }
    case "throw":
      return bindThrow(binder, node, scope);
    case "try":
      return bindTry(binder, node, scope);
    case "using":
      return bindUsing(binder, node, scope);
    case "lock": {
      const { run } = binder.value(node.value, scope);
      const body = bindStatement(binder, node.body, scope);
      return {
        ...body,
        run: writtenStatement(
          (frame: Frame) => (run(frame), body.run(frame)),
          (js) => `${js.value(run)};\n${js.statement(body.run)}`,
        ),
      };
    }
    case "checked":
      return binder.withChecked(node.on, () => bindStatement(binder, node.body, scope));
    case "yield":
      return binder.fail("CS1621", "yield stands in a local function", node.at);
    case "function":
      return binder.fail("CS1023", "A function is declared in a block", node.at);
  }
}

const isInitializer = (value: Expr | Initializer): value is Initializer => !("kind" in value);

function bindDeclaration(
  binder: Binder,
  node: Extract<Statement, { kind: "declare" }>,
  scope: Scope,
): BoundStatement {
  const type = node.type && binder.typeOfSyntax(node.type);
  const runs = node.names.map((one): Run => {
    if (!one.value) {
      if (!type) return binder.fail("CS0818", "A local declared with var needs a value", one.at);
      if (node.constant) return binder.fail("CS0145", "A constant needs a value", one.at);
      binder.declare(scope, one.name, type, one.at);
      return fixed(null);
    }
    binder.checkName(scope, one.name, one.at);
    if (node.byRef) return declareRef(binder, one, type, scope);
    const value = isInitializer(one.value)
      ? bindArrayInitializer(binder, one.value, type!, scope)
      : binder.value(one.value, scope);
    if (!type && (value.untyped || value.type.name === "void"))
      return binder.fail("CS0815", "The value does not say which type the variable has", one.at);
    const converted = type ? binder.convert(value, type) : value;
    if (node.constant && !converted.constant && converted.type.isValueType)
      return binder.fail("CS0133", `The value of the constant '${one.name}' is not constant`, one.at);
    const constant = node.constant ? converted.constant : undefined;
    const { slot } = binder.declare(scope, one.name, converted.type, one.at, { constant });
    const { run } = converted;
    return written(
      (frame: Frame) => (frame[slot] = run(frame)),
      (js) => `f[${slot}] = ${js.value(run)}`,
    );
  });
  const run = writtenStatement(
    (frame: Frame): undefined => {
      for (const one of runs) one(frame);
    },
    (js) => runs.map((one) => `${js.value(one)};\n`).join(""),
  );
  return { run, completes: true };
}

/** `ref int r = ref x;` */
function declareRef(
  binder: Binder,
  { name, at, value }: { name: string; at: number; value?: Expr | Initializer },
  type: Type | undefined,
  scope: Scope,
): Run {
  if (!value || isInitializer(value) || value.kind !== "ref")
    return binder.fail("CS8172", "A variable by reference is declared with one: ref T name = ref other", at);
  const variable = variableOf(binder, value, scope);
  if (type && variable.type !== type)
    binder.fail("CS8173", `The variable is a '${variable.type.name}', not a '${type.name}'`, value.at);
  const { slot } = binder.declare(scope, name, variable.type, at, { byRef: true });
  return (frame) => (frame[slot] = variable.ref(frame));
}

function bindReturn(
  binder: Binder,
  node: Extract<Statement, { kind: "return" }>,
  scope: Scope,
): BoundStatement {
  const { owner } = scope;
  const returns = owner.returns?.name === "void" ? undefined : owner.returns;
  if (!node.value) {
    if (returns) binder.fail("CS0126", `A '${returns.name}' is to be returned`, node.at);
    return {
      run: writtenStatement(
        () => "return",
        () => 'return "return";\n',
      ),
      completes: false,
    };
  }
  if (owner.yields) binder.fail("CS1622", "An iterator ends with yield break", node.at);
  if (node.value.kind === "ref") {
    if (!owner.byRef) binder.fail("CS8149", "Only what returns by reference returns a ref", node.at);
    const { ref } = variableOf(binder, node.value, scope);
    return { run: (frame) => ((frame[1] = ref(frame)), "return"), completes: false };
  }
  if (owner.byRef) binder.fail("CS8150", "What returns by reference returns a ref", node.at);
  const value = binder.value(node.value, scope);
  owner.found.push(value);
  const { run } = returns ? binder.convert(value, returns) : value;
  return {
    run: writtenStatement(
      (frame: Frame) => ((frame[1] = run(frame)), "return"),
      (js) => `f[1] = ${js.value(run)}; return "return";\n`,
    ),
    completes: false,
  };
}

function bindThrow(
  binder: Binder,
  node: Extract<Statement, { kind: "throw" }>,
  scope: Scope,
): BoundStatement {
  if (!node.value) {
    const caught = scope.find("<caught>");
    if (!caught) return binder.fail("CS0156", "throw without a value stands in a catch block", node.at);
    const read = scope.reader(caught);
    return { run: (frame) => throwException(read(frame)), completes: false };
  }
  const { run } = binder.convert(binder.value(node.value, scope), named("Exception"));
  return { run: (frame) => throwException(run(frame) ?? nullReference()), completes: false };
}

/** Statements one after the other. A mistake in one does not hide those in the next. */
export function bindSequence(binder: Binder, nodes: readonly Statement[], scope: Scope): BoundStatement {
  const functions = nodes.filter((node) => node.kind === "function");
  for (const node of functions) declareLocalFunction(binder, node, scope);
  const labels = binder.jumps.enter(nodes, scope);
  const starts: Run[] = [];
  const parts: BoundStatement[] = [];
  const labelAt = new Map<string, number>();
  let completes = true;
  for (const node of nodes) {
    if (node.kind === "function") {
      binder.recover(node, scope, () => starts.push(bindLocalFunction(binder, node, scope)));
      continue;
    }
    if (node.kind === "label") {
      labelAt.set(labels.get(node.name)!, parts.length);
      completes = true;
      continue;
    }
    const part = binder.recover(node, scope, () => binder.statement(binder, node, scope));
    if (!part) continue;
    parts.push(part);
    if (!part.completes) completes = false;
  }
  binder.jumps.leave(scope);
  return {
    completes,
    breaks: parts.some((part) => part.breaks),
    run: runner(starts, parts, labelAt),
  };
}

function runner(
  starts: readonly Run[],
  parts: readonly BoundStatement[],
  labelAt: ReadonlyMap<string, number>,
): BoundStatement["run"] {
  const runs = parts.map((part) => part.run);
  if (labelAt.size === 0)
    return writtenStatement(sequence(starts, runs), (js) =>
      [...starts.map((start) => `${js.value(start)};\n`), ...runs.map((run) => js.statement(run))].join(""),
    );
  return statementOver([...starts, ...runs], (given: BoundStatement["run"][]) =>
    jumping(given.slice(0, starts.length) as Run[], given.slice(starts.length), labelAt),
  );
}

function sequence(starts: readonly Run[], runs: readonly BoundStatement["run"][]): BoundStatement["run"] {
  return (frame) => {
    for (const start of starts) start(frame);
    for (let index = 0; index < runs.length; index++) {
      const outcome = runs[index]!(frame);
      if (outcome) return outcome;
    }
    return undefined;
  };
}

/** The same with labels, to which a goto goes back or on. */
function jumping(
  starts: readonly Run[],
  runs: readonly BoundStatement["run"][],
  labelAt: ReadonlyMap<string, number>,
): BoundStatement["run"] {
  return (frame) => {
    for (const start of starts) start(frame);
    for (let index = 0; index < runs.length; index++) {
      const outcome = runs[index]!(frame);
      if (!outcome) continue;
      const target = outcome instanceof Jump ? labelAt.get(outcome.label) : undefined;
      if (target === undefined) return outcome;
      index = target - 1;
    }
    return undefined;
  };
}

/** The body of an expression; throws the first of its problems, the others are in `binder.problems`. */
export function bindBody(
  binder: Binder,
  node: Statement,
  returns: Type,
): { run: Run; types: readonly Type[] } {
  const owner: FunctionScope = { level: 0, slots: 2, returns, found: [] };
  const body = bindStatement(binder, node, new Scope(undefined, owner));
  if (body.completes && binder.problems.length === 0)
    throw new CodeError("CS0161", "Not all code paths return a value", node.at, "end with a return");
  return { types: owner.found.map((one) => one.type), run: returning(body.run) };
}
