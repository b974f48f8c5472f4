import { Work } from "../work";
import type { Call } from "../../policy";
import { environmentOf, type BindingOptions } from "./binding";
import { filters } from "./filters/invoke";
import { Output } from "./output";
import { Scope } from "./scope";
import { tags } from "./tags";
import { Interrupt, Parser, renderAll, type Node } from "./template";
import { tokenize } from "./tokens";

/**
 * Liquid as API Management's set-body has it: DotLiquid 2.0 in its C# mode, and what is bound to it.
 * https://learn.microsoft.com/azure/api-management/set-body-policy#using-liquid-templates-with-set-body
 */
export interface Template {
  readonly nodes: readonly Node[];
  /** Names that stand where a filter should and are none: DotLiquid gives back what went in. In order. */
  readonly unknownFilters: readonly string[];
}

/** Reads a template, once for all calls. @throws LiquidError for what is none. */
export function parseLiquid(text: string): Template {
  const parser = new Parser(tokenize(text), tags);
  const nodes = parser.document();
  return { nodes, unknownFilters: [...parser.unknownFilters] };
}

/** Renders a template for a call. @throws WorkRefused when it takes too long or makes too much. */
export function renderLiquid(template: Template, call: Call, options: BindingOptions): string {
  return renderWith(template, environmentOf(call, options), () => call.gateway.clock.now());
}

/** @param now Milliseconds since the epoch: what `"now" | Date` reads. */
export function renderWith(
  { nodes }: Template,
  environment: ReadonlyMap<string, unknown>,
  now: () => number,
): string {
  const work = new Work();
  const out = new Output(work);
  try {
    renderAll(nodes, new Scope(environment, work, now), out);
  } catch (error) {
    // A break outside a loop ends the template.
    if (!(error instanceof Interrupt)) throw error;
  }
  return out.text();
}

/** Those of Microsoft's list. */
export const filterNames: readonly string[] = Object.keys(filters).sort();
