-- The days between which the new texts can have neighbours: bounds that keep the search out of other years.
select
    min(published_date) - $window_days::integer as first_day,
    max(published_date) + $window_days::integer as last_day
from new_band
