import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";

export const sizeNames = ["trial", "team", "enterprise"] as const;
export type SizeName = (typeof sizeNames)[number];

export const size = z
  .enum(sizeNames)
  .optional()
  .meta(
    about(
      "A set of defaults for tier, units, entrance, zones, logs and protection; whatever the stack writes itself wins. `trial`: the least that is private, for days. `team`: one unit in one region, closed, behind the ingress. `enterprise`: three units in zones, protected.",
      {
        example: "team",
        otherwise: "none: each key has its own default",
        page: "https://learn.microsoft.com/azure/api-management/api-management-features",
      },
    ),
  );
