"""The file that Telegram's desktop client writes of a chat (`result.json`), read message by message.

It is one JSON object with `name`, `type` and `id` before `messages`, an array that may be gigabytes long: it is taken
apart as it passes, and no more than a few messages are held at a time.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from flows.errors import UserError
from flows.jsonl import open_lines, refusing

HEAD = 1 << 16
"""Bytes within which the list of messages begins: what stands before it are the name and the kind of the chat."""

STEP = 1 << 20
LONGEST = 8 << 20
"""Characters that no message reaches; what goes on for longer is damaged."""

CHANNELS = ("public_channel", "private_channel")

_MESSAGES = re.compile(rb'"messages"\s*:\s*\[')
_ACCOUNT = re.compile(rb'"(?:chats|personal_information|left_chats)"\s*:')
_BETWEEN = re.compile(r"[\s,]*")


class Channel(NamedTuple):
    """A channel by its name and number, and the byte at which its list of messages begins."""

    name: str
    number: int
    begin: int


class Message(NamedTuple):
    """A message, and the bytes from `begin` to `end` that hold it."""

    begin: int
    end: int
    value: dict[str, Any]


def read_channel(path: Path) -> Channel:
    """The channel that a file is of; raises UserError for any other file, and for chats of people."""
    with refusing(str(path)), open_lines(path) as stream:
        head = stream.read(HEAD)
    found = _MESSAGES.search(head)
    account = _ACCOUNT.search(head[: found.start()] if found else head)
    if account:
        raise UserError(f"{path}: is the export of a whole account, with private chats; export the channel alone")
    if not found:
        remedy = "export it from the channel's menu, as machine-readable JSON"
        raise UserError(f"{path}: is no Telegram export of a channel (it has no messages); {remedy}")
    try:
        about = json.loads(head[: found.end()].decode("utf-8-sig") + "]}")
        name, kind, number = about["name"], about["type"], int(about["id"])
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{path}: is no Telegram export of a channel (name, type and id must come first); export it anew"
        ) from error
    if kind not in CHANNELS:
        raise UserError(f"{path}: is the export of a {kind}, where people write; only channels are read")
    return Channel(str(name or number), number, found.end())


def read_messages(path: Path, begin: int) -> Iterator[Message]:
    """The messages in the file's order; raises UserError where it is cut off or damaged, naming the last whole one."""
    with refusing(str(path)), open_lines(path) as stream:
        stream.read(begin)
        yield from _Reader(path, stream, begin)


class _Reader:
    """Takes messages off a stream; what is buffered is read up to `_pos`, which is the byte `_at` of the file."""

    def __init__(self, path: Path, stream: IO[bytes], at: int) -> None:
        self._path, self._stream, self._at = path, stream, at
        self._text, self._pos, self._is_over = "", 0, False
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._last: Any = None

    def __iter__(self) -> Iterator[Message]:
        parse = json.JSONDecoder().raw_decode
        while self._skip():
            try:
                value, end = parse(self._text, self._pos)
            except (ValueError, RecursionError):
                if self._is_over or len(self._text) - self._pos > LONGEST:
                    raise self._broken("is cut off" if self._is_over else "is damaged") from None
                self._fill()
                continue
            if not isinstance(value, dict):
                raise self._broken("is damaged")
            begin = self._at
            self._go_to(end)
            self._last = value.get("id")
            yield Message(begin, self._at, value)

    def _skip(self) -> bool:
        """Go to the next message; whether there is one."""
        while True:
            between = _BETWEEN.match(self._text, self._pos)
            self._go_to(between.end() if between else self._pos)
            if self._pos < len(self._text):
                return self._text[self._pos] != "]"
            if self._is_over:
                raise self._broken("is cut off")
            self._fill()

    def _go_to(self, pos: int) -> None:
        self._at += len(self._text[self._pos : pos].encode())
        self._pos = pos

    def _fill(self) -> None:
        chunk = self._stream.read(STEP)
        self._is_over = not chunk
        try:
            self._text = self._text[self._pos :] + self._decode(chunk, self._is_over)
        except UnicodeDecodeError as error:
            raise self._broken("is cut off within a letter" if self._is_over else "is not UTF-8") from error
        self._pos = 0

    def _broken(self, what: str) -> UserError:
        after = f"after message {self._last}" if self._last is not None else "before its first message"
        return UserError(f"{self._path}: {what} {after}; export the channel anew")
