"""What Prefect shows of a run: its summary as a table, the latest days' figures in Markdown, links to its reports."""

from __future__ import annotations

from flows.days import read_days
from flows.settings import Settings
from flows.summary import Summary, markdown_table
from flows.tasks import is_in_flow

DAYS = 3


def publish_artifacts(settings: Settings, summary: Summary) -> None:
    """Leave the run's summary and the newest days with Prefect; outside a flow run nothing is left."""
    if not is_in_flow():
        return
    from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

    create_table_artifact(summary.feed_table(), key="daily-feeds", description=summary.markdown())
    create_markdown_artifact(describe_days(settings), key="daily-casualties", description="Reported, not confirmed.")
    for path in summary.reports:
        create_link_artifact(
            path.as_uri(), link_text=path.name, key=f"daily-{path.stem}", description="The run's report."
        )


def describe_days(settings: Settings) -> str:
    """The newest days by governorate as a Markdown table."""
    days = read_days(settings, DAYS)
    if not days:
        return "No casualties are known yet."
    return markdown_table([*days[0]], [[*day.values()] for day in days])
