"""Every method that the gateway serves, with both classes of the openai package for Python."""

import base64
import io
import json
import struct

from openai import AzureOpenAI, OpenAI

from cases import case, run_all, setting

URL = setting("GATEWAY_URL")
KEY = setting("GATEWAY_KEY")
if setting("CLIENT") == "AzureOpenAI":
    client = AzureOpenAI(azure_endpoint=URL, api_key=KEY, api_version="2025-04-01-preview", max_retries=0)
else:
    client = OpenAI(base_url=f"{URL}/openai/v1", api_key=KEY, max_retries=0)

names = json.loads(setting("DEPLOYMENTS"))
MODEL = names["chat"]
MESSAGES = [{"role": "user", "content": "Say hello"}]


def silence():
    rate = 16000
    data = b"\0" * (rate // 2)
    head = struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVEfmt ", 16, 1, 1, rate, rate * 2, 2, 16, b"data", len(data))
    return ("silence.wav", io.BytesIO(head + data), "audio/wav")


def dot():
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    return ("dot.png", io.BytesIO(base64.b64decode(png)), "image/png")


def response(**more):
    return client.responses.create(model=MODEL, input="Remember 42", **more)


def jobs():
    line = {"custom_id": "one", "method": "POST", "url": "/v1/chat/completions", "body": {"model": MODEL, "messages": MESSAGES}}
    return client.files.create(file=("jobs.jsonl", io.BytesIO(json.dumps(line).encode() + b"\n")), purpose="batch")


def batch():
    return client.batches.create(input_file_id=jobs().id, endpoint="/v1/chat/completions", completion_window="24h")


@case("chat.completions.create")
def _():
    whole = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    stream = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    )
    return [whole.choices[0].message.content, list(stream)[-1].usage.total_tokens]


@case("chat.completions.with_raw_response")
def _():
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=MESSAGES)
    return raw.headers.get("x-gateway-request-id")


@case("completions.create")
def _():
    return client.completions.create(model=names["instruct"], prompt="Once").choices[0].text


@case("embeddings.create")
def _():
    return len(client.embeddings.create(model=names["embeddings"], input="a").data[0].embedding)


@case("responses.create")
def _():
    first = response()
    events = list(client.responses.create(model=MODEL, input="And?", previous_response_id=first.id, stream=True))
    return events[-1].type


@case("responses.background")
def _():
    made = response(background=True)
    for _attempt in range(200):
        if made.status not in ("queued", "in_progress"):
            break
        made = client.responses.retrieve(made.id)
    return made.status


@case("responses.retrieve")
def _():
    return client.responses.retrieve(response().id).output_text


@case("responses.delete")
def _():
    made = response()
    client.responses.delete(made.id)
    return True


@case("responses.cancel")
def _():
    return client.responses.cancel(response(background=True).id).status


@case("responses.input_items.list")
def _():
    return len(list(client.responses.input_items.list(response().id)))


@case("conversations")
def _():
    made = client.conversations.create(metadata={"topic": "demo"})
    client.responses.create(model=MODEL, input="Hi", conversation=made.id)
    items = list(client.conversations.items.list(made.id))
    client.conversations.update(made.id, metadata={"topic": "new"})
    kept = client.conversations.retrieve(made.id).metadata["topic"]
    client.conversations.delete(made.id)
    return [len(items), kept]


@case("images.generate")
def _():
    return len(client.images.generate(model=names["images"], prompt="A cat").data[0].b64_json) > 100


@case("images.edit")
def _():
    return len(client.images.edit(model=names["images"], prompt="A hat", image=dot()).data[0].b64_json) > 100


@case("audio.speech.create")
def _():
    spoken = client.audio.speech.create(model=names["speech"], voice="alloy", input="Hello", response_format="wav")
    return spoken.read()[:4].decode()


@case("audio.transcriptions.create")
def _():
    return client.audio.transcriptions.create(model=names["transcribe"], file=silence()).text


@case("audio.translations.create")
def _():
    return client.audio.translations.create(model=names["whisper"], file=silence()).text


@case("models.list")
def _():
    return sorted(model.id for model in client.models.list())


@case("models.retrieve")
def _():
    return client.models.retrieve(MODEL).id


@case("files")
def _():
    made = jobs()
    listed = any(file.id == made.id for file in client.files.list())
    content = json.loads(client.files.content(made.id).read())["custom_id"]
    name = client.files.retrieve(made.id).filename
    client.files.delete(made.id)
    return [listed, content, name]


@case("batches")
def _():
    made = batch()
    same = client.batches.retrieve(made.id).id == made.id
    listed = any(one.id == made.id for one in client.batches.list())
    client.batches.cancel(made.id)
    return [same, listed]


@case("realtime")
async def _():
    from openai import AsyncAzureOpenAI, AsyncOpenAI

    if setting("CLIENT") == "AzureOpenAI":
        own = AsyncAzureOpenAI(
            azure_endpoint=URL, api_key=KEY, api_version="2025-04-01-preview", websocket_base_url=URL.replace("http", "ws") + "/openai"
        )
    else:
        own = AsyncOpenAI(base_url=f"{URL}/openai/v1", api_key=KEY, websocket_base_url=URL.replace("http", "ws") + "/openai/v1")
    async with own.realtime.connect(model=names["realtime"]) as connection:
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Say hello"}]}
        )
        await connection.response.create()
        async for event in connection:
            if event.type == "error":
                raise RuntimeError(event.error.message)
            if event.type == "response.done":
                return event.response.usage.total_tokens


@case("another key sees nothing")
def _():
    made = response()
    other = setting("OTHER_KEY")
    foreign = client.with_options(api_key=other)
    try:
        foreign.responses.retrieve(made.id)
    except Exception as error:
        return error.status_code


run_all()
