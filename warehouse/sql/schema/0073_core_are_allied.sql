-- Whether two sides fight together, so that neither counts the other's dead as its enemy's; warehouse.told.CAMPS.
create or replace macro core.are_allied(one, other) as (
    one = other
    or one in ('government', 'russia', 'iran_militia') and other in ('government', 'russia', 'iran_militia')
    or one in ('opposition', 'turkey', 'hts') and other in ('opposition', 'turkey', 'hts')
    or one in ('sdf', 'coalition') and other in ('sdf', 'coalition')
)
