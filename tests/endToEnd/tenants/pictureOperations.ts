import { form, png } from "../providers/imageStack";
import type { Operation } from "./town";

const sides = { width: 768, height: 768 };
const flux = "/providers/blackforestlabs/v1/flux-2-pro?api-version=preview";
const dot = png(768, 768);

/** Pictures of all forms that the gateway has for them, of words and of other pictures. */
export const pictureOperations: Readonly<Record<string, Operation>> = {
  "paint by OpenAI's form": (town, caller) => ({
    method: "POST",
    path: "/openai/v1/images/generations",
    body: {
      model: "pictures",
      prompt: town.canary(caller),
      quality: "low",
      stream: town.random.next() < 0.3,
      user: town.canary(caller),
    },
  }),
  "paint what everybody asks for": (town) => ({
    method: "POST",
    ...town.pick([
      { path: "/openai/v1/images/generations", body: { model: "pictures", prompt: "A fox", quality: "low" } },
      { path: "/mai/v1/images/generations", body: { model: "mai", prompt: "A fox", ...sides } },
      { path: flux, body: { model: "flux", prompt: "A fox", ...sides } },
    ]),
  }),
  "paint over by OpenAI's form": (town, caller) => {
    const fields = { model: "pictures", prompt: town.canary(caller), quality: "low" };
    const [headers, body] = form({ ...fields, image: Buffer.from(dot, "base64") });
    return { method: "POST", path: "/openai/v1/images/edits", headers, body };
  },
  "paint with MAI": (town, caller) => ({
    method: "POST",
    path: "/mai/v1/images/generations",
    body: { model: "mai", prompt: town.canary(caller), ...sides },
  }),
  "paint over with MAI": (town, caller) => {
    const [headers, body] = form({
      model: "mai",
      prompt: town.canary(caller),
      image: Buffer.from(dot, "base64"),
    });
    return { method: "POST", path: "/mai/v1/images/edits", headers, body };
  },
  "paint with FLUX": (town, caller) => ({
    method: "POST",
    path: flux,
    body: { model: "flux", prompt: town.canary(caller), ...sides },
  }),
  "paint over with FLUX": (town, caller) => ({
    method: "POST",
    path: flux,
    body: { model: "flux", prompt: town.canary(caller), input_image: dot, ...sides },
  }),
  "list image models": (town) => ({
    method: "GET",
    path: town.pick(["/mai/v1/models", "/providers/blackforestlabs/v1/models"]),
  }),
};
