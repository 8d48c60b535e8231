"""`hasila alerts`: what was told to whom, what waits, and trials of the rules."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import typer

from flows.commands.common import AsJson, Home, print_json, print_table


def add_to(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    alerts = typer.Typer(
        invoke_without_command=True, help="Show what was told and what waits; try a rule, send what waits."
    )
    alerts.callback()(show_alerts)
    alerts.command("test")(try_rule)
    for command in (send, connect):
        alerts.command(command.__name__)(command)
    app.add_typer(alerts, name="alerts")


def show_alerts(ctx: typer.Context, home: Home = None, as_json: AsJson = False) -> None:
    """List the alerts that were told and those that wait to be delivered, and the rules of settings.toml."""
    if ctx.invoked_subcommand:
        return
    from flows.planning import reading
    from flows.settings import load_settings
    from warehouse.alerts import read_alerts

    settings = load_settings(home)
    with reading(settings) as con:
        alerts = read_alerts(con)
    rules = [describe_rule(rule) for rule in settings.alerts]
    if as_json:
        print_json({"rules": rules, "alerts": alerts})
        return
    if rules:
        rows = [[rule["name"], rule["when"], describe_rest(rule), rule["to"] or "kept here"] for rule in rules]
        print_table(["rule", "when", "what", "to"], rows, title="Rules")
    else:
        typer.echo(f"no rule is set, so nothing is told; add [[alert]] tables to {settings.home / 'settings.toml'}")
    if alerts:
        print_table(["raised (UTC)", "rule", "about", "status", "what"], map(row_of, alerts), title="Alerts")


def describe_rule(rule: Any) -> dict[str, Any]:
    """A rule under the keys of settings.toml, without those that it leaves as they are."""
    import dataclasses

    from flows.alert_rules import FIELD_OF

    key_of = {field: key for key, field in FIELD_OF.items()}
    told = {
        key_of.get(field.name, field.name): getattr(rule, field.name)
        for field in dataclasses.fields(rule)
        if getattr(rule, field.name) != field.default
    }
    return {**told, "to": rule.to}


def describe_rest(rule: dict[str, Any]) -> str:
    """What a rule says beside its name, kind and destination."""
    told = {name: value for name, value in rule.items() if name not in ("name", "when", "to")}
    return "; ".join(
        f"{name} {', '.join(map(str, value)) if isinstance(value, tuple) else value}" for name, value in told.items()
    )


def row_of(alert: dict[str, Any]) -> list[Any]:
    """An alert as a row of the list; what was said first, or why it could not be delivered."""
    raised = f"{alert['raised_at']:%Y-%m-%d %H:%M}"
    if alert["status"] == "pending":
        status = f"waiting, tried {alert['try_count']} times"
    else:
        status = "told" if alert["destination"] else "kept here"
    headline = alert["message"].splitlines()[0]
    what = f"{headline}; {alert['destination']}: {alert['error']}" if alert["error"] else headline
    return [raised, alert["rule"], alert["subject_id"], status, what]


def try_rule(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The name of a rule in settings.toml.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Send a trial of a rule to its destination, marked as one; exits with 1 where it could not be delivered."""
    from flows.alert_texts import write_digest, write_trial
    from flows.engine import prepare_prefect
    from flows.errors import RunError, UserError
    from flows.settings import load_settings

    settings = load_settings(home)
    path = settings.home / "settings.toml"
    found = {one.name: one for one in settings.alerts}.get(rule)
    if found is None:
        known = ", ".join(one.name for one in settings.alerts) or "none"
        raise UserError(f"{path}: there is no alert {rule!r}; the rules are: {known}")
    if not found.to:
        raise UserError(f'{path}: the alert {rule!r} goes nowhere; give it a destination, to = "custom-webhook/NAME"')
    prepare_prefect()
    from flows.notifying import send as send_message

    error = send_message(found.to, *write_digest(rule, [write_trial(rule)]))
    if as_json:
        print_json({"rule": rule, "to": found.to, "error": error})
    if error:
        raise RunError(f"the trial of {rule} was not delivered to {found.to}: {error}")
    if not as_json:
        typer.echo(f"a trial of {rule} was delivered to {found.to}")


def send(
    since: Annotated[
        str | None,
        typer.Option(help="Look also at what changed here since that day or instant (UTC), by a backfill too."),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Send the alerts that wait; with --since first raise those of everything that changed since then."""
    from flows.alerting import deliver, raise_since
    from flows.engine import prepare_prefect
    from flows.settings import load_settings

    settings, now = load_settings(home), dt.datetime.now(dt.UTC)
    instant = read_instant(since)
    prepare_prefect()
    raised = raise_since(settings, instant, now) if instant else 0
    told = deliver(settings, now)
    told.raised = raised
    if as_json:
        print_json(told.to_json())
    else:
        typer.echo(told.sentence() or "alerts: nothing to tell")
    if told.errors:
        raise typer.Exit(1)


def read_instant(text: str | None) -> dt.datetime | None:
    """A day or an instant in ISO form, UTC where it names no zone; raises UserError for other words."""
    from flows.errors import UserError

    if text is None:
        return None
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"--since {text!r}: is no day or instant; write 2024-01-31 or 2024-01-31T08:00") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)


def connect(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name to give it: small letters, digits and dashes.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="The address that takes a POST of JSON with a text.")],
    as_json: AsJson = False,
) -> None:
    """Save a webhook with Prefect as a notification block, for rules to name.

    Slack, Mattermost and their like take such messages. Other kinds of block (Discord, Teams, SendGrid for mail, …) are
    made in Prefect's own pages.
    """
    import re

    from flows.engine import prepare_prefect
    from flows.errors import UserError

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise UserError(f"{name!r}: is no name for a block; use small letters, digits and dashes, such as desk")
    if not re.fullmatch(r"https?://[^\s/]+.*", url):
        raise UserError("the address is no web address; write it as https://…")
    prepare_prefect()
    from flows.notifying import connect as save

    block = save(name, url)
    if as_json:
        print_json({"to": block})
    else:
        typer.echo(f'saved; name it in a rule: to = "{block}"')
