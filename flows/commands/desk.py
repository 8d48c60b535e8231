"""`hasila review web`: the review desk as a page in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.common import Home


def web(
    port: Annotated[
        int | None, typer.Option(help="The port on 127.0.0.1.", min=1, max=65535, show_default="8737, else a free one")
    ] = None,
    author: Annotated[str, typer.Option(help="Who decides; the page asks where nobody is named.")] = "",
    home: Home = None,
) -> None:
    """Review in a browser on this machine: the queue, the claims side by side, and decisions by single keys.

    It serves 127.0.0.1 alone, at an address with a key that is new with each start, until Ctrl-C ends it. A run may go
    on meanwhile: what is decided while it writes is kept and written after it.
    """
    from flows.desk.serving import serve
    from flows.settings import load_settings
    from warehouse.errors import WarehouseMissing

    settings = load_settings(home)
    if not settings.warehouse_path.exists():
        raise WarehouseMissing(settings.warehouse_path)

    def tell(address: str) -> None:
        typer.echo(f"{address}\nOpen it in a browser on this machine; Ctrl-C ends it.")

    serve(settings, port, author, tell)
