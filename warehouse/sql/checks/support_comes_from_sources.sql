-- No more sources support a happening or its attribution than tell of it.
select incident_id, event_support, attribution_support, sources
from core.incident
where changed_at >= $since
    and closed_at is null
    and (event_support > len(sources) or attribution_support > event_support or event_support < 1)
