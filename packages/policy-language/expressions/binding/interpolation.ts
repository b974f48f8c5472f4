import type { Expr } from "../syntax/ast";
import type { Binder } from "./binder";
import type { Bound, Run, Scope } from "./bound";
import { fixed, through, written, type Script } from "./script";
import { named } from "../types/registry";
import { box, checkSize } from "../values/runtime";
import { formatValue } from "../values/values";

/** `$"... {value,alignment:format} ..."` */
export function bindInterpolated(b: Binder, node: Expr & { kind: "interpolated" }, scope: Scope): Bound {
  const { at } = node;
  const parts = node.parts.map((part): Run => {
    if (typeof part === "string") return fixed(part);
    const value = b.value(part.value, scope);
    if (value.type.name === "void" || (value.untyped && value.untyped.kind !== "null"))
      b.fail("CS0029", "The value has no type", value.at);
    const align = part.align && b.convert(b.value(part.align, scope), named("int")).run;
    const { run } = value;
    if (value.type.name === "string" && !align)
      return written(
        (frame) => run(frame) ?? "",
        (js) => `${js.value(run)} ?? ""`,
      );
    const format = (given: unknown) => formatValue(box(value.type, given), part.format ?? "");
    if (!align) return through(format, run);
    return (frame) => {
      const text = format(run(frame));
      const width = align(frame) as number;
      return width < 0 ? text.padEnd(-width) : text.padStart(width);
    };
  });
  const run: Run = (frame) => {
    let text = "";
    for (const part of parts) text += part(frame) as string;
    return checkedText(text);
  };
  const write = (js: Script) =>
    `${js.ref(checkedText)}("" + ${parts.map((part) => js.value(part)).join(" + ")})`;
  return { type: named("string"), at, run: parts.length ? written(run, write) : run };
}

function checkedText(text: string): string {
  checkSize(text.length);
  return text;
}
