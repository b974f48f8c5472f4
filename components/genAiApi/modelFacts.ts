import { findModel, type Catalogue } from "@azure-genai-gateway/catalogue";
import type { BackendPlan } from "../backendPlan";
import { csharpText, escapeXml } from "../policyTemplates";

/** What the policies have to know of a deployment's model to say what a call can cost. Sizes are in tokens. */
export interface ModelFactsForPolicy {
  /** The longest prompt. */
  readonly window: number;
  /** The longest answer, what the model thinks included. */
  readonly output: number;
  /** Whether it thinks before it answers: such models take no `max_tokens`. */
  readonly reasons: boolean;
  /** Tokens that a byte beyond the first of a character counts: the older tokenizer knows less of other scripts. */
  readonly scriptWeight: number;
  /** Of an image: its base, each tile of 512 x 512, and each patch of 32 x 32 pixels; 0 where the model has none. */
  readonly imageBase: number;
  readonly imageTile: number;
  readonly imagePatch: number;
}

/** Of models that the catalogue does not hold: what no model exceeds, for a count must not be too low. */
const unknown: ModelFactsForPolicy = {
  window: 1_050_000,
  output: 128_000,
  reasons: true,
  scriptWeight: 0.55,
  imageBase: 85,
  imageTile: 170,
  imagePatch: 2.46,
};

/** The facts of a model; those of an unknown one are the largest there are. */
export function modelFactsOf(catalogue: Catalogue, name: string): ModelFactsForPolicy {
  const model = findModel(catalogue, name);
  if (!model) return unknown;
  const { base = 0, tile = 0, patch = 0 } = model.vision ?? {};
  return {
    window: model.contextWindow,
    output: model.maxOutput,
    reasons: model.reasoning !== undefined,
    scriptWeight: model.encoding === "o200k_base" ? 0.3 : 0.55,
    imageBase: base,
    imageTile: tile,
    imagePatch: patch,
  };
}

/** The models of every backend, whatever it speaks; Azure OpenAI's where a name stands for both. */
export function allModels({
  models,
  providers,
}: Pick<BackendPlan, "models" | "providers">): BackendPlan["models"] {
  const known = new Set(Object.keys(models).map((name) => name.toLowerCase()));
  const others = Object.entries(providers?.models ?? {}).filter(([name]) => !known.has(name.toLowerCase()));
  return others.length === 0 ? models : { ...models, ...Object.fromEntries(others) };
}

/** The facts of every deployment as cases of a C# switch over its name in lower case, and the default's. */
export function modelFactCases(
  plan: Pick<BackendPlan, "models" | "providers" | "aliases">,
  catalogue: Catalogue,
): { readonly modelFactCases: readonly string[]; readonly unknownModelFacts: string } {
  const all = allModels(plan);
  return {
    modelFactCases: [
      ...Object.entries(all).map(([name, { model }]) => [name, modelFactsOf(catalogue, model)] as const),
      ...Object.entries(plan.aliases).map(([name, { members }]) => {
        const models = members.flatMap(({ deployment }) => all[deployment] ?? []);
        return [name, largestOf(models.map(({ model }) => modelFactsOf(catalogue, model)))] as const;
      }),
    ].map(([name, facts]) =>
      escapeXml(`case ${csharpText(name.toLowerCase())}: return ${factsObject(facts)};`),
    ),
    unknownModelFacts: escapeXml(factProperties(unknown)),
  };
}

/** Of an alias: whichever member answers, its call has been counted as the dearest. */
function largestOf(facts: readonly ModelFactsForPolicy[]): ModelFactsForPolicy {
  const most = (of: (one: ModelFactsForPolicy) => number) => Math.max(...facts.map(of));
  return facts.length === 0
    ? unknown
    : {
        window: most(({ window }) => window),
        output: most(({ output }) => output),
        reasons: facts.some(({ reasons }) => reasons),
        scriptWeight: most(({ scriptWeight }) => scriptWeight),
        imageBase: most(({ imageBase }) => imageBase),
        imageTile: most(({ imageTile }) => imageTile),
        imagePatch: most(({ imagePatch }) => imagePatch),
      };
}

function factsObject(facts: ModelFactsForPolicy): string {
  return `new JObject(${factProperties(facts)})`;
}

function factProperties(facts: ModelFactsForPolicy): string {
  return Object.entries(facts)
    .map(([key, value]) => `new JProperty("${key}", ${String(value)})`)
    .join(", ");
}
