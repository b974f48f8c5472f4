/**
 * Versions that services put behind the name of a model: `-2025-04-14` (OpenAI), `-20250929` (Anthropic), then `-v1:0`
 * (Bedrock), `@20250929` (Vertex AI). queries/ have the same expression.
 */
export const versionPattern = String.raw`([-@][0-9]{8}|-[0-9]{4}-[0-9]{2}-[0-9]{2})?(-v[0-9]+:[0-9]+)?$`;

const version = new RegExp(versionPattern);

/** `gpt-4.1-mini-2025-04-14` is `gpt-4.1-mini`. */
export function withoutVersion(model: string): string {
  return model.replace(version, "");
}
