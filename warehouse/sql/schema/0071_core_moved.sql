-- In words what became of a value; null where it is the same.
create or replace macro core.moved(what, before, after) as
case
    when before is distinct from after
    then what || ' ' || coalesce(before::varchar, 'none') || ' to ' || coalesce(after::varchar, 'none')
end
