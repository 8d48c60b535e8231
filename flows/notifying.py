"""Messages through Prefect's notification blocks: the one place from which an alert leaves the machine."""

from __future__ import annotations

from typing import Any

from flows.errors import UserError

PAYLOAD = {"text": "{{subject}}\n\n{{body}}"}
"""What a webhook is sent; Slack, Mattermost and their like show the text."""


def send(destination: str, subject: str, body: str) -> str | None:
    """Send a message through the block document `type/name`; returns why it failed, None where it was taken.

    The reason never holds the block's address, which may be as good as a password. Whatever breaks is a reason: a
    message that cannot be delivered stops nothing.
    """
    try:
        block = load_block(destination)
        with block.raise_on_failure():
            block.notify(body, subject)
    except UserError as error:
        return str(error)
    except Exception as error:
        return describe(error)
    return None


def load_block(destination: str) -> Any:
    """The notification block of that name; raises UserError where Prefect knows none."""
    import prefect.blocks.notifications  # noqa: F401 so that its types are known
    from prefect.blocks.abstract import NotificationBlock
    from prefect.blocks.core import Block

    try:
        block = Block.load(destination)
    except ValueError as error:
        remedy = "make it with `hasila alerts connect`, or in Prefect's pages under Blocks"
        raise UserError(f"Prefect knows no block {destination!r}; {remedy}") from error
    if not isinstance(block, NotificationBlock):
        raise UserError(f"the block {destination!r} sends no messages; name one of Prefect's notification blocks")
    return block


def describe(error: Exception) -> str:
    """An error of the network in a few words, without the address that stands in its own."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    return f"it answered HTTP {status}" if status else f"it could not be reached ({type(error).__name__})"


def connect(name: str, url: str) -> str:
    """Save a webhook as a notification block in Prefect, in place of one of that name; returns the block's name."""
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    block = CustomWebhookNotificationBlock(name=name, url=url, json_data=PAYLOAD, headers=None, cookies=None)
    block.save(name, overwrite=True)
    return f"{CustomWebhookNotificationBlock.get_block_type_slug()}/{name}"
