-- The places of all candidates in core.article_sketch, once each: a table of its own, whose size the engine knows. Where
-- it guessed more of them than there are sketches, it read the shingles of all that is stored and held them (0.8 GB).
create or replace temp table compared as
select sketch_row from candidate
union
select other_sketch_row from candidate
