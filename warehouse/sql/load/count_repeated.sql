-- Keys that one batch brings more than once.
select count(*) from (select {key} from incoming group by {key} having count(*) > 1)
