select * from meta.alert order by raised_at desc, rule, alert_id
