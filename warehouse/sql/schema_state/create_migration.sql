create table if not exists meta.migration (
    name varchar not null,
    digest varchar not null
)
