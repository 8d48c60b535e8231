create table meta.release_file (
    release_id varchar not null,
    path varchar not null,
    byte_count bigint not null,
    digest varchar not null,
    content blob not null
)
