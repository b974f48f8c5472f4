"""The official SDK of the Model Context Protocol against servers behind the gateway."""

import httpx2
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from cases import case, run_all, setting


def connected(path, key):
    http = httpx2.AsyncClient(headers={"api-key": key})
    return Client(streamable_http_client(setting("GATEWAY_URL") + path, http_client=http))


async def refused(call):
    try:
        await call
    except Exception as error:  # what it is, is the result
        return [type(error).__name__, str(error)]
    return None


@case("tools of an API")
async def of_an_api():
    async with connected("/orders/mcp", setting("GATEWAY_KEY")) as client:
        names = [tool.name for tool in (await client.list_tools()).tools]
        answer = await client.call_tool("get_order", {"id": "7"})
        return [names, answer.content[0].text]


@case("a limit")
async def a_limit():
    async with connected("/orders/mcp", setting("GATEWAY_KEY")) as client:
        order = {"item": "tea", "quantity": 1}
        first = (await client.call_tool("create_order", order)).is_error
        second = await refused(client.call_tool("create_order", order))
        # The session goes on.
        after = (await client.call_tool("get_order", {"id": "8"})).is_error
        return [first, second, after]


@case("a tool that is denied")
async def denied():
    async with connected("/tools/mcp", setting("GATEWAY_KEY")) as client:
        wiped = await refused(client.call_tool("wipe", {}))
        answer = await client.call_tool("echo", {"text": "hi"})
        return [wiped, answer.content[0].text]


@case("no key")
async def no_key():
    async def connect():
        async with connected("/orders/mcp", "none"):
            pass

    return (await refused(connect())) is not None


run_all()
