select event_id from core.casualty_event where superseded_at is null
