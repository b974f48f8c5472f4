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
    traces: z
      .boolean()
      .default(false)
      .meta(
        about(
          "Whether every usage event goes to Application Insights too, as a trace, and says why a call was refused: then the workbook has tokens and cost of all APIs, exactly, and not of OpenAI's alone. A trace is about a kilobyte a call of the workspace.",
          { page: "https://learn.microsoft.com/azure/api-management/trace-policy" },
        ),
      ),
  })
  .prefault({})
  .meta(about("What is told of usage, besides what each API has."));
