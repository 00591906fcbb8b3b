"""Jobs of the worker: results that become public at a set time."""

from procrastinate.contrib.django import app

from base import clock
from community import publication


@app.periodic(cron="* * * * * */10")
@app.task(name="community.publish_due", queue="record", queueing_lock="community.publish_due")
def publish_due(timestamp: int) -> None:
    """Every ten seconds, so that nobody waits for what was promised for the hour."""
    publication.publish_due(clock.now())
