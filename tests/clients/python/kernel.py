"""Semantic Kernel takes https endpoints alone; SSL_CERT_FILE names the certificate that it is to trust."""

import json

from cases import case, run_all, setting

names = json.loads(setting("DEPLOYMENTS"))


@case("azure chat")
async def _():
    from semantic_kernel.connectors.ai.open_ai import AzureChatCompletion, AzureChatPromptExecutionSettings
    from semantic_kernel.contents import ChatHistory

    service = AzureChatCompletion(
        endpoint=setting("GATEWAY_URL"), api_key=setting("GATEWAY_KEY"), deployment_name=names["chat"], api_version="2025-04-01-preview"
    )
    history = ChatHistory()
    history.add_user_message("Hello")
    answer = await service.get_chat_message_content(history, AzureChatPromptExecutionSettings())
    return str(answer)


@case("azure embeddings")
async def _():
    from semantic_kernel.connectors.ai.open_ai import AzureTextEmbedding

    service = AzureTextEmbedding(
        endpoint=setting("GATEWAY_URL"), api_key=setting("GATEWAY_KEY"), deployment_name=names["embeddings"], api_version="2025-04-01-preview"
    )
    return len((await service.generate_embeddings(["a"]))[0])


run_all()
