-- Codes are those of the codebook.
select event_id, scope, date_precision, date_basis, weapon, circumstance, actor from core.casualty_event
where superseded_at is null and recorded_at >= $since
    and (
        scope not in ('incident', 'aggregate', 'cumulative')
        or date_precision not in ('day', 'night', 'publication', 'week', 'month', 'none')
        or date_basis not in ('stated', 'inferred', 'assumed')
        or circumstance not in ('struck', 'died_of_wounds', 'recovered', 'body_found', 'remains', 'custody')
        or weapon not in (
            'airstrike', 'barrel_bomb', 'artillery', 'rocket', 'mortar', 'missile', 'drone', 'cluster', 'chemical',
            'ied', 'car_bomb', 'suicide_bomb', 'landmine', 'small_arms', 'clash', 'execution', 'torture', 'other',
            'unknown'
        )
        -- The set is asked only for joint authors: for a million events it costs ten times all the rest.
        or len(actor) = 0
        or actor[1] not in (
            'government', 'russia', 'opposition', 'hts', 'isis', 'sdf', 'turkey', 'coalition', 'israel',
            'iran_militia', 'houthi', 'rsf', 'arab_coalition', 'remnants', 'other', 'unknown'
        )
        or len(actor) > 1 and not list_has_all(
            [
                'government', 'russia', 'opposition', 'hts', 'isis', 'sdf', 'turkey', 'coalition', 'israel',
                'iran_militia', 'houthi', 'rsf', 'arab_coalition', 'remnants', 'other', 'unknown'
            ],
            actor
        )
        or place_precision not in (1, 2, 3, 4, 6)
        or not (country_code is null or regexp_full_match(country_code, '[A-Z]{2}'))
    )
