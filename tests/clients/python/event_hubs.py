"""azure-eventhub against the local Event Hubs namespace."""

import asyncio
import threading

from azure.eventhub import EventData, EventHubConsumerClient, EventHubProducerClient
from azure.eventhub import aio
from cases import case, run_all, setting

CONNECTION = setting("EVENT_HUB")
OPTIONS = {"retry_total": 0, "auth_timeout": 10}


def producer(hub="usage"):
    return EventHubProducerClient.from_connection_string(CONNECTION, eventhub_name=hub, **OPTIONS)


def consumer(group="$Default", hub="usage"):
    return EventHubConsumerClient.from_connection_string(
        CONNECTION, consumer_group=group, eventhub_name=hub, **OPTIONS
    )


def read(client, count, position="-1"):
    """The first so many events, or those that came before ten seconds were over."""
    found = []
    failed = []

    def on_event(partition, event):
        found.append([partition.partition_id, event.body_as_str(), (event.partition_key or b"").decode()])
        if len(found) >= count:
            client.close()

    def on_error(partition, error):
        failed.append(error)
        client.close()

    patience = threading.Timer(10, client.close)
    patience.daemon = True
    patience.start()
    client.receive(on_event=on_event, on_error=on_error, starting_position=position)
    patience.cancel()
    if failed:
        raise failed[0]
    return sorted(found)


@case("properties")
def properties():
    with producer() as client:
        return [client.get_eventhub_properties()["partition_ids"], client.get_partition_properties("0")["is_empty"]]


@case("sends and reads")
def sends_and_reads():
    with producer() as client:
        batch = client.create_batch(partition_id="1")
        batch.add(EventData("one"))
        batch.add(EventData("x" * 200_000))
        client.send_batch(batch)
        client.send_batch([EventData("three")], partition_key="key")
    return [[body[:5], key] for _, body, key in sorted(read(consumer(), 3), key=lambda event: event[1])]


@case("reads in another group")
def another_group():
    return len(read(consumer("billing"), 3))


@case("reads asynchronously")
def asynchronously():
    async def run():
        client = aio.EventHubConsumerClient.from_connection_string(
            CONNECTION, consumer_group="$Default", eventhub_name="usage", **OPTIONS
        )
        found = []
        done = asyncio.Event()

        async def on_event(partition, event):
            found.append(event.sequence_number)
            if len(found) >= 3:
                done.set()

        async with client:
            task = asyncio.ensure_future(client.receive(on_event=on_event, starting_position="-1"))
            await asyncio.wait_for(done.wait(), 10)
            task.cancel()
        return len(found)

    return run()


@case("a hub that is not there")
def no_hub():
    with producer("none") as client:
        client.get_eventhub_properties()


@case("a group that is not there")
def no_group():
    read(consumer("none"), 1)


if __name__ == "__main__":
    run_all()
