select version_id from core.article_sketch where recorded_at = $recorded_at
