import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";

/** What is told of usage. Off by default. */
export const usage = z
  .strictObject({
    ownView: z
      .boolean()
      .default(false)
      .meta(
        about(
          "Whether `GET /genai/usage`, below the path of OpenAI's APIs, answers the month of the caller's own key, or of its token: tokens and cost by model, its limits, and what is left of its own budget. API Management's identity then gets the role Log Analytics Reader on the workspace.",
        ),
      ),
  })
  .prefault({})
  .meta(about("What callers may ask of their own usage."));
