"""The providers' own packages against the simulated providers."""

import base64
import json

import anthropic
import boto3
from azure.ai.inference import ChatCompletionsClient
from azure.core.credentials import AzureKeyCredential
from botocore.config import Config
from botocore.exceptions import ClientError
from google import genai

from cases import case, run_all, setting

PIXEL = setting("PIXEL")
MODEL = "claude-sonnet-4-6"
BEDROCK_MODEL = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
HELLO = [{"role": "user", "content": "Hello"}]
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def claude(key="sk-ant-key"):
    return anthropic.Anthropic(api_key=key, base_url=setting("ANTHROPIC_URL"), max_retries=0)


def bedrock(secret="secret"):
    return boto3.client(
        "bedrock-runtime",
        region_name="eu-west-1",
        endpoint_url=setting("BEDROCK_URL"),
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=secret,
        config=Config(retries={"max_attempts": 1, "mode": "standard"}),
    )


@case("anthropic messages.create")
def _():
    message = claude().messages.create(model=MODEL, max_tokens=64, messages=HELLO)
    return message.content[0].type


@case("anthropic messages.stream")
def _():
    with claude().messages.stream(model=MODEL, max_tokens=64, messages=HELLO) as stream:
        text = "".join(stream.text_stream)
        return text == stream.get_final_message().content[0].text


@case("anthropic tool and image")
def _():
    image = {"type": "base64", "media_type": "image/png", "data": PIXEL}
    message = claude().messages.create(
        model=MODEL,
        max_tokens=64,
        tools=[{"name": "get_weather", "input_schema": SCHEMA}],
        tool_choice={"type": "tool", "name": "get_weather"},
        messages=[{"role": "user", "content": [{"type": "image", "source": image}]}],
    )
    return [message.stop_reason, message.content[0].input]


@case("anthropic count_tokens")
def _():
    counted = claude().messages.count_tokens(model=MODEL, messages=HELLO).input_tokens
    return counted == claude().messages.create(model=MODEL, max_tokens=64, messages=HELLO).usage.input_tokens


@case("anthropic another key")
def _():
    try:
        claude("no").messages.create(model=MODEL, max_tokens=64, messages=HELLO)
    except anthropic.AuthenticationError as error:
        return error.body["error"]["type"]


@case("boto3 converse")
def _():
    answer = bedrock().converse(modelId=BEDROCK_MODEL, messages=[{"role": "user", "content": [{"text": "Hello"}]}])
    return answer["stopReason"]


@case("boto3 converse_stream")
def _():
    content = [{"image": {"format": "png", "source": {"bytes": base64.b64decode(PIXEL)}}}]
    answer = bedrock().converse_stream(modelId=BEDROCK_MODEL, messages=[{"role": "user", "content": content}])
    names = [next(iter(event)) for event in answer["stream"]]
    return [names[0], names[-1]]


INVOKED = json.dumps(
    {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 64, "messages": HELLO}
)


@case("boto3 invoke_model")
def _():
    answer = bedrock().invoke_model(modelId=BEDROCK_MODEL, body=INVOKED)
    counted = answer["ResponseMetadata"]["HTTPHeaders"]["x-amzn-bedrock-output-token-count"]
    return json.loads(answer["body"].read())["usage"]["output_tokens"] == int(counted)


@case("boto3 invoke_model_with_response_stream")
def _():
    answer = bedrock().invoke_model_with_response_stream(modelId=BEDROCK_MODEL, body=INVOKED)
    events = [json.loads(one["chunk"]["bytes"]) for one in answer["body"]]
    return [events[0]["type"], events[-1]["type"], "amazon-bedrock-invocationMetrics" in events[-1]]


@case("boto3 tool")
def _():
    tools = [{"toolSpec": {"name": "get_weather", "inputSchema": {"json": SCHEMA}}}]
    answer = bedrock().converse(
        modelId=BEDROCK_MODEL,
        messages=[{"role": "user", "content": [{"text": "Hello"}]}],
        toolConfig={"tools": tools, "toolChoice": {"any": {}}},
    )
    return answer["output"]["message"]["content"][0]["toolUse"]["input"]


@case("boto3 another secret")
def _():
    try:
        bedrock("wrong").converse(modelId=BEDROCK_MODEL, messages=[{"role": "user", "content": [{"text": "Hello"}]}])
    except ClientError as error:
        return error.response["Error"]["Code"]


@case("google-genai generate_content")
def _():
    client = genai.Client(api_key="google-key", http_options={"base_url": setting("GEMINI_URL")})
    return bool(client.models.generate_content(model="gemini-2.5-flash", contents="Hello").text)


@case("google-genai stream")
def _():
    client = genai.Client(api_key="google-key", http_options={"base_url": setting("GEMINI_URL")})
    chunks = list(client.models.generate_content_stream(model="gemini-2.5-flash", contents="Hello"))
    return chunks[-1].candidates[0].finish_reason.value


def inference():
    url = setting("FOUNDRY_URL") + "/models"
    return ChatCompletionsClient(url, AzureKeyCredential("foundry-key"), connection_verify=False)


@case("azure-ai-inference complete")
def _():
    return bool(inference().complete(model="mistral-large", messages=HELLO).choices[0].message.content)


@case("azure-ai-inference stream")
def _():
    parts = inference().complete(model="mistral-large", messages=HELLO, stream=True)
    return len([part for part in parts if part.choices and part.choices[0].delta.content]) > 5


run_all()
