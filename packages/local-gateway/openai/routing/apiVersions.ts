import { ServiceError, resourceNotFound } from "../wire/errors";

/**
 * The dated versions of the data plane, oldest first. Previews that a later one replaced are still answered.
 * https://learn.microsoft.com/azure/foundry/openai/api-version-lifecycle
 */
const versions = [
  "2022-12-01",
  "2023-03-15-preview",
  "2023-05-15",
  "2023-06-01-preview",
  "2023-07-01-preview",
  "2023-08-01-preview",
  "2023-09-01-preview",
  "2023-12-01-preview",
  "2024-02-01",
  "2024-02-15-preview",
  "2024-03-01-preview",
  "2024-04-01-preview",
  "2024-05-01-preview",
  "2024-06-01",
  "2024-07-01-preview",
  "2024-08-01-preview",
  "2024-09-01-preview",
  "2024-10-01-preview",
  "2024-10-21",
  "2024-12-01-preview",
  "2025-01-01-preview",
  "2025-02-01-preview",
  "2025-03-01-preview",
  "2025-04-01-preview",
] as const;

export type ApiVersion = (typeof versions)[number];

/** From which version on an operation is there: among the previews, and among the stable ones ("never" so far). */
export interface Since {
  readonly preview: ApiVersion;
  readonly stable: ApiVersion | "never";
}

/** At /openai/v1 there is one version, and naming it is optional. */
const evergreen = new Set(["v1", "preview", "latest"]);

/**
 * Refuses a version that the operation does not have. Without one, and with one that is not known, the service says
 * that there is no such resource (as threads of its users show), and for a dated one at /openai/v1 that it is not
 * supported.
 */
export function checkApiVersion(version: string | null, since: Since | "v1"): void {
  if (since === "v1") {
    if (version === null || evergreen.has(version)) return;
    throw new ServiceError(400, "BadRequest", "API version not supported");
  }
  const at = versions.indexOf(version as ApiVersion);
  const first = since[version?.endsWith("-preview") ? "preview" : "stable"];
  if (at < 0 || first === "never" || at < versions.indexOf(first)) throw resourceNotFound();
}
