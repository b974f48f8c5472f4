import type { DeclaredResource, Deployment } from "@azure-genai-gateway/common/resource";
import { modelFacts, type ModelFacts } from "@azure-genai-gateway/local-gateway/tokens/models";

/** The first declared deployment of a model of a kind; what is not known is taken for one of chat or embeddings. */
export function declaredModel({ resources }: Deployment, kind: ModelFacts["kind"]): string | undefined {
  return models(resources)
    .find(({ inputs }) => {
      const { model } = (inputs["properties"] ?? {}) as { model?: { name?: string } };
      return modelFacts(model?.name ?? "").kind === kind;
    })
    ?.id.split("/")
    .at(-1);
}

function models(resources: readonly DeclaredResource[]): readonly DeclaredResource[] {
  return resources.filter(({ type }) => type === "azure-native:cognitiveservices:Deployment");
}
