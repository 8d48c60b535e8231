"""What Prefect shows of a run: its summary as a table, and the latest days' figures in Markdown."""

from __future__ import annotations

from flows.settings import Settings
from flows.summary import Summary
from flows.tasks import is_in_flow


def publish_artifacts(settings: Settings, summary: Summary) -> None:
    """Leave the run's summary and the day's table with Prefect; outside a flow run nothing is left."""
    if not is_in_flow():
        return
    from prefect.artifacts import create_markdown_artifact, create_table_artifact

    create_table_artifact(summary.feed_table(), key="daily-feeds", description=summary.markdown())
    create_markdown_artifact(summary.markdown(), key="daily-casualties")
