select run_id, flow, status, started_at, finished_at, problem_count, parameters
from meta.run
order by started_at desc
limit $run_count
