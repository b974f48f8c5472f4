"""What frameworks make of the gateway: they build paths, headers and bodies of their own."""

import json
import os

from cases import case, run_all, setting

URL = setting("GATEWAY_URL")
KEY = setting("GATEWAY_KEY")
names = json.loads(setting("DEPLOYMENTS"))
MODEL = names["chat"]
VERSION = "2025-04-01-preview"

# No framework may call home.
os.environ["LITELLM_TELEMETRY"] = "False"
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["OPENAI_AGENTS_DISABLE_TRACING"] = "1"
os.environ["LANGSMITH_TRACING"] = "false"


@case("litellm azure chat")
def _():
    import litellm

    answer = litellm.completion(
        model=f"azure/{MODEL}", api_base=URL, api_key=KEY, api_version=VERSION, messages=[{"role": "user", "content": "Hi"}]
    )
    return answer.choices[0].message.content


@case("litellm azure stream")
def _():
    import litellm

    chunks = litellm.completion(
        model=f"azure/{MODEL}",
        api_base=URL,
        api_key=KEY,
        api_version=VERSION,
        messages=[{"role": "user", "content": "Hi"}],
        stream=True,
    )
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


@case("litellm azure responses")
def _():
    import litellm

    first = litellm.responses(model=f"azure/{MODEL}", api_base=URL, api_key=KEY, api_version=VERSION, input="Hi")
    second = litellm.responses(
        model=f"azure/{MODEL}", api_base=URL, api_key=KEY, api_version=VERSION, input="And?", previous_response_id=first.id
    )
    return second.output[-1].content[0].text


@case("litellm azure embeddings")
def _():
    import litellm

    made = litellm.embedding(
        model=f"azure/{names['embeddings']}", api_base=URL, api_key=KEY, api_version=VERSION, input=["a"]
    )
    return len(made.data[0]["embedding"])


@case("litellm openai chat")
def _():
    import litellm

    answer = litellm.completion(
        model=f"openai/{MODEL}", api_base=f"{URL}/openai/v1", api_key=KEY, messages=[{"role": "user", "content": "Hi"}]
    )
    return answer.choices[0].message.content


@case("litellm azure image")
def _():
    import litellm

    made = litellm.image_generation(
        model=f"azure/{names['images']}", api_base=URL, api_key=KEY, api_version=VERSION, prompt="A cat"
    )
    return len(made.data[0].b64_json) > 100


@case("langchain AzureChatOpenAI")
def _():
    from langchain_openai import AzureChatOpenAI

    model = AzureChatOpenAI(azure_endpoint=URL, azure_deployment=MODEL, api_key=KEY, api_version=VERSION, max_retries=0)
    whole = model.invoke("Hi")
    streamed = "".join(str(chunk.content) for chunk in model.stream("Hi"))
    return [whole.usage_metadata["total_tokens"] > 0, len(streamed) > 0]


@case("langchain ChatOpenAI responses")
def _():
    from langchain_openai import ChatOpenAI

    model = ChatOpenAI(
        base_url=f"{URL}/openai/v1", api_key=KEY, model=MODEL, use_responses_api=True, use_previous_response_id=True, max_retries=0
    )
    first = model.invoke("Hi")
    second = model.invoke([("user", "Hi"), first, ("user", "And?")])
    return len(second.text) > 0 if isinstance(second.text, str) else len(second.text()) > 0


@case("langchain embeddings")
def _():
    from langchain_openai import AzureOpenAIEmbeddings

    model = AzureOpenAIEmbeddings(
        azure_endpoint=URL, azure_deployment=names["embeddings"], api_key=KEY, api_version=VERSION, check_embedding_ctx_length=False
    )
    return len(model.embed_query("a"))


async def _agent(use_responses):
    from agents import Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, function_tool, set_tracing_disabled
    from openai import AsyncOpenAI

    set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=f"{URL}/openai/v1", api_key=KEY, max_retries=0)
    make = OpenAIResponsesModel if use_responses else OpenAIChatCompletionsModel
    agent = Agent(name="Guide", instructions="Be brief", model=make(model=MODEL, openai_client=client))
    first = await Runner.run(agent, "Hello")
    if use_responses:
        second = await Runner.run(agent, "And then?", previous_response_id=first.last_response_id)
    else:
        second = await Runner.run(agent, first.to_input_list() + [{"role": "user", "content": "And then?"}])
    streamed = Runner.run_streamed(agent, "Stream")
    events = 0
    async for _event in streamed.stream_events():
        events += 1
    return [len(first.final_output) > 0, len(second.final_output) > 0, events > 3]


@case("agents sdk responses")
async def _():
    return await _agent(True)


@case("agents sdk chat")
async def _():
    return await _agent(False)


@case("agents sdk conversation")
async def _():
    from agents import Agent, OpenAIConversationsSession, OpenAIResponsesModel, Runner, set_tracing_disabled
    from openai import AsyncOpenAI

    set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=f"{URL}/openai/v1", api_key=KEY, max_retries=0)
    agent = Agent(name="Guide", model=OpenAIResponsesModel(model=MODEL, openai_client=client))
    session = OpenAIConversationsSession(openai_client=client)
    await Runner.run(agent, "Hello", session=session)
    await Runner.run(agent, "Again", session=session)
    return len(await session.get_items())


run_all()
