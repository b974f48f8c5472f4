import { jsonResponse } from "@azure-genai-gateway/common/http";
import { resourceNotFound } from "../wire/errors";
import type { PlainRoute } from "./plain";

/** A deployment as the list of models shows it. */
export interface ListedModel {
  readonly id: string;
  readonly object: "model";
  readonly created: number;
  readonly owned_by: string;
}

const listed = { preview: "2023-03-15-preview", stable: "2022-12-01" } as const;

/**
 * The account's deployments. [I]: the service lists base models of its region too, by names that cannot be called.
 */
export const modelRoutes: readonly PlainRoute[] = [
  {
    name: "models",
    method: "GET",
    path: "models",
    dated: listed,
    run: ({ models }) => jsonResponse(200, { object: "list", data: models }),
  },
  {
    name: "models.retrieve",
    method: "GET",
    path: "models/{model}",
    dated: listed,
    run({ models, params }) {
      const one = models.find(({ id }) => id.toLowerCase() === params.model!.toLowerCase());
      if (!one) throw resourceNotFound();
      return jsonResponse(200, one);
    },
  },
];
