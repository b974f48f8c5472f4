"""Foundry's image models by LiteLLM, which builds their paths, headers and bodies by itself."""

import base64
import io
import os
import struct

from cases import case, run_all, setting

# It may not call home.
os.environ["LITELLM_TELEMETRY"] = "False"
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm  # noqa: E402

HERE = {"api_base": setting("GATEWAY_URL"), "api_key": setting("GATEWAY_KEY")}
PIXEL = base64.b64decode(setting("PIXEL"))


def size(answer):
    """Width and height of the first picture, a PNG."""
    return list(struct.unpack(">II", base64.b64decode(answer.data[0].b64_json)[16:24]))


def picture():
    file = io.BytesIO(PIXEL)
    file.name = "pixel.png"
    return file


@case("MAI-Image generation")
def _():
    answer = litellm.image_generation(model="azure_ai/MAI-Image-2.5", prompt="A fox", size="1024x768", **HERE)
    return [size(answer), answer.usage.output_tokens]


@case("MAI-Image edit")
def _():
    answer = litellm.image_edit(model="azure_ai/MAI-Image-2.5", prompt="A hat", image=picture(), **HERE)
    return [size(answer), answer.usage.output_tokens]


@case("FLUX.2-pro generation")
def _():
    return size(litellm.image_generation(model="azure_ai/FLUX.2-pro", prompt="A fox", size="2048x1024", **HERE))


@case("FLUX.2-flex generation")
def _():
    return size(litellm.image_generation(model="azure_ai/FLUX.2-flex", prompt="A fox", size="1024x1024", steps=10, **HERE))


@case("FLUX.2-pro edit")
def _():
    return size(litellm.image_edit(model="azure_ai/FLUX.2-pro", prompt="A hat", image=[picture(), picture()], **HERE))


@case("another key")
def _():
    litellm.image_generation(model="azure_ai/MAI-Image-2.5", prompt="A fox", **{**HERE, "api_key": "no"})


run_all()
