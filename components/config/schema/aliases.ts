import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { between, deploymentName } from "./texts";

const alias = z
  .strictObject({
    name: deploymentName.meta(
      about("What clients call it; no deployment may have the name.", { example: "smart" }),
    ),
    models: z
      .array(z.string().meta(about("Name of a deployment, as under `backends`.", { example: "gpt-5.4" })))
      .min(1, "Name at least one deployment")
      .meta(
        about("Deployments that the name stands for, in the order in which they are asked.", {
          example: ["gpt-5.4", "gpt-4.1"],
        }),
      ),
    strategy: z
      .enum(["priority", "weighted"])
      .default("priority")
      .meta(
        about(
          "`priority` asks the first deployment, and the next one only when every backend of it is full or failing; `weighted` draws for every call, by `weights`, which is asked first.",
        ),
      ),
    weights: z
      .array(between(1, 100).meta(about("Share of the calls.", { example: 3 })))
      .optional()
      .meta(
        about("Shares of the calls, one for each of `models`, where the strategy is `weighted`.", {
          example: [3, 1],
          otherwise: "equal shares",
        }),
      ),
  })
  .meta(about("A name that stands for several deployments."));

export const aliases = z
  .array(alias)
  .default([])
  .meta(
    about(
      "Names that clients may call in place of a deployment's. A call goes on to the next deployment only before its answer has begun; the answer's `x-genai-model` says which one it was.",
    ),
  );
